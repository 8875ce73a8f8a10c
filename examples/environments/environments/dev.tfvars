environment = "dev"
monitoring         = false
log_retention_days = 7
