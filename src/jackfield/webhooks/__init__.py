"""The webhook: what happens on users' phones, told to other servers by HTTP (protocol section 13).

Nothing here knows telephones, and nothing in here is ever waited for by who has something to tell.
"""
