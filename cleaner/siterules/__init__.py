"""What people know about sites, as YAML: read, checked, matched against documents, turned into claims."""
