"""Who gets a dispatch (utsending), and what each reader was told and is told now."""
