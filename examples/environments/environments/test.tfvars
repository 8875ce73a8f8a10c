environment = "test"
monitoring         = false
log_retention_days = 14
