"""What the store holds, in the forms other tools read: one file each."""
