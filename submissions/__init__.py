"""The record of submissions and everything people and learning systems touch."""
