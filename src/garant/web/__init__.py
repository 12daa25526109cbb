"""The faces that a browser shows: portal for persons, office for the organisation. They ask actions, and only them."""
