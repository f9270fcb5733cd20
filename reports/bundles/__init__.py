"""All reports of a vendor's month in one ZIP file, made by a worker piece by piece."""
