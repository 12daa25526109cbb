"""The portal: what a person sees. No account, no script, nothing that tells a stranger who is known here."""
