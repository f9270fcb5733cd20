"""Rules of the SLA clocks in plain Python: facts and promises in, figures out."""
