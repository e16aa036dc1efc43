"""The house checks itself: sizes, names, texts, pages, colours, documents, and what lies in the
repository.
"""
