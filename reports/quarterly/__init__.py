"""The pack of a quarterly service review, as documents and as it was issued (LU-05, LU-27)."""
