"""The county's evening: everybody comes home and sends; and the drill in which the server dies of it."""
