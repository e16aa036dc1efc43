"""Every sentence a person sees, by code, in three languages, and the words of the field.

No rule lives here: this room knows codes and sentences, and nothing of needs, stores or HTTP.
"""
