"""What a records system (arkivsystem) is told of a year: messages in the two Norwegian formats, checked offline."""
