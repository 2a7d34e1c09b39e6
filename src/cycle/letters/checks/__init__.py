"""What is wrong with a template, in words of those who write in Word."""
