"""Electronic licences from the government's data-sharing platform."""
