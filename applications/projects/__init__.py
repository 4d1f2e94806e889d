"""From a lead of the reserve to an application that its customer only has to confirm."""
