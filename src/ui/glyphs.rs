//! Big letters for the public screens.
