"""The registry of peers: who belongs to the cluster, who lives, and how to talk to them."""
