"""What a closed year rests on, and what has come to it since."""
