"""Rows of a spreadsheet to the files of projects."""
