"""Published lists for everyone: what a visitor may read of them, as a page, a table and a printed document.

They stand in site because each member is shown by share's access decision, which the room of the lists may not ask.
"""
