"""How figures look and become files; for reports and for comparisons of codecs alike."""
