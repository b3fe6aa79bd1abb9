"""The peers: who takes part, and how a run is started on them."""
