"""What people have written for one year, read from the files of its folder."""
