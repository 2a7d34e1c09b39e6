"""The years: open or closed, their results, decisions, requests and claims."""
