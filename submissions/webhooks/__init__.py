"""Telling programs what happens in a course, by the Standard Webhooks rules (https://www.standardwebhooks.com)."""
