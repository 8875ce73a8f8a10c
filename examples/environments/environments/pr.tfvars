# Of every pull request; scripts/environment.sh says which.
passing            = true
monitoring         = false
log_retention_days = 1
