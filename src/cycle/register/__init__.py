"""Who holds which seat when: spreadsheets in, every problem named, a register out."""
