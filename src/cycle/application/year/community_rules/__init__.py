"""The community a year belongs to: parties and rules, who hosts by them, and the register that counts."""
