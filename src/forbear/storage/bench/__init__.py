"""What `forbear bench gate-reserve` measures. It runs on a server of its own and never touches a house's database."""
