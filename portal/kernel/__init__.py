"""What every floor stands on: periods, business time, money, refusals. Standard library only."""
