## general

## document
document-left-out = { $count ->
    [one] … { $count } line left out
   *[other] … { $count } lines left out
}

## checks
checks-unknown = There is no check “{ $id }”. /health lists them all.
checks-timeout = no answer within { $seconds } s
checks-stopped = stopped before it answered
checks-refused = connection refused: nothing listens there
checks-reset = connection closed before an answer
checks-host-unknown = host name not found
checks-unreachable = host cannot be reached
checks-failed = { $detail }
checks-certificate-expired = certificate has expired
checks-certificate-name = certificate is for another name
checks-certificate-untrusted = certificate is not trusted: { $detail }
checks-certificate-none = no certificate was shown
checks-certificate-days = certificate ends { $days ->
    [0] in less than a day
    [one] in { $days } day
   *[other] in { $days } days
}
checks-http-redirects = more than { $n } redirects
checks-http-status = HTTP { $status }
checks-http-status-other = HTTP { $status }, expected { $expected }
checks-http-header = header { $name } is { $actual }
checks-http-body = “{ $text }” is not in the answer
checks-http-not-json = the answer is not JSON
checks-http-json = { $path } is { $actual }, expected { $expected }
checks-dns-not-found = not in the DNS
checks-dns-no-record = has no { $type } record
checks-dns-server = DNS server does not answer
checks-dns-other = points to { $actual }, expected { $expected }
checks-telegram-no-token = the variable { $variable } with the bot's token is not set
checks-telegram-token = Telegram does not know this token
checks-telegram-webhook = webhook fails: { $detail }
checks-telegram-pending = { $n ->
    [one] { $n } update waits for the bot
   *[other] { $n } updates wait for the bot
}
checks-disk-used = { $mount } is { $percent }% full
checks-disk-inodes = { $mount }: { $percent }% of inodes used
checks-disk-unknown = no disk holds { $path }
checks-health-starting = still starting
checks-health-failing = { $n ->
    [one] failed { $n } time
   *[other] failed { $n } times
}, exit { $code }: { $output }
