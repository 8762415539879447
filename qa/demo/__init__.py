"""The demo community: real questions and answers under invented names. A leaf; nothing imports it."""
