"""What an act on a closed year does to its page: corrected, taken down, opened again."""
