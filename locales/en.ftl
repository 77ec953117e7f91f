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

## docker

docker-unreachable-no-socket = there is no Docker socket where it was expected
docker-unreachable-refused = nothing listens there: the Engine is stopped
docker-unreachable-not-allowed = the bot is not allowed to open the Docker socket
docker-unreachable-timeout = it does not answer in time
docker-unreachable-unknown-host = the name of its host is not known
docker-unreachable-tls = the secure connection failed; check the certificates
docker-unreachable-version = its Docker is too old; 20.10 or newer is needed
docker-unreachable-other = the connection broke

docker-exit-done = finished normally
docker-exit-error = ended with an error of its own
docker-exit-usage = called with wrong arguments
docker-exit-engine = Docker could not start it
docker-exit-not-executable = its command cannot be executed
docker-exit-not-found = its command does not exist in the image
docker-exit-interrupted = interrupted (SIGINT)
docker-exit-aborted = aborted by itself (SIGABRT)
docker-exit-bus-error = crashed: bad memory access (SIGBUS)
docker-exit-arithmetic = crashed: arithmetic error (SIGFPE)
docker-exit-segfault = crashed: bad memory access (SIGSEGV)
docker-exit-oom = killed: out of memory
docker-exit-killed = killed from outside (SIGKILL)
docker-exit-killed-on-stop = did not stop in time and was killed
docker-exit-stopped = stopped when asked to
docker-exit-terminated = ended by SIGTERM
docker-exit-signal = ended by a signal (code { $code })
docker-exit-other = ended with code { $code }

## host

host-in-container = not shown: the bot runs in a container and HOST_ROOT is not set
host-unreadable = the host does not say

## incidents

incidents-unknown = There is no incident #{ $number }. /incidents shows them all.
incidents-already-mitigated = #{ $number } is already mitigated.
incidents-already-restored = #{ $number } is already marked as restored.
incidents-already-resolved = #{ $number } is already resolved. Reopen it if the trouble is back.
incidents-already-closed = #{ $number } is closed. Reopen it if the trouble is back.
incidents-not-resolved = #{ $number } is still being worked on. Resolve it first.
incidents-text-empty = The text is empty. Write at least one word.
incidents-text-too-long = That is { $length } characters, at most { $max } fit. Shorten it, or send it as a file.
incidents-time-future = { $at } is still to come. The time must not be later than now.
incidents-time-not-set = { $field ->
    [impactStartedAt] The start of the impact
    [detectedAt] The detection
    [declaredAt] The declaration
    [triagedAt] The triage
    [acknowledgedAt] The acknowledgement
    [mitigatedAt] The mitigation
    [restoredAt] The restoration
    [resolvedAt] The resolution
    [closedAt] The closing
   *[other] It
} has not happened yet, so it has no time to correct.
incidents-time-order = { $later ->
    [impactStartedAt] The start of the impact
    [detectedAt] The detection
    [declaredAt] The declaration
    [triagedAt] The triage
    [acknowledgedAt] The acknowledgement
    [mitigatedAt] The mitigation
    [restoredAt] The restoration
    [resolvedAt] The resolution
    [closedAt] The closing
   *[other] The later time
} ({ $laterAt }) cannot come before { $earlier ->
    [impactStartedAt] the start of the impact
    [detectedAt] the detection
    [declaredAt] the declaration
    [triagedAt] the triage
    [acknowledgedAt] the acknowledgement
    [mitigatedAt] the mitigation
    [restoredAt] the restoration
    [resolvedAt] the resolution
    [closedAt] the closing
   *[other] the earlier time
} ({ $earlierAt }). If that one is wrong, correct it first.

## operations
operations-own-container = { $name } is the container I run in. I would stop myself and could not start again. Restart me from the host: docker restart { $name }
operations-container-gone = { $service } has no container any more: it was removed or never created. Create it with docker compose up -d { $service }, or look at /status for what there is.
operations-broke = something broke on my side, and it is not known how far it got. Look at the service before you try again; the log has it under { $id }
operations-recovery-broke = I was stopped in the middle and could not find out how it ended. Look at the service before you try again; the log has it under { $id }
operations-watch-broke = I could not go on watching it, so take the ✓ with care; the log has it under { $id }
operations-cancelled = cancelled before it began; nothing was changed
operations-not-begun = it was asked for while I was away and never began; nothing was changed. Ask again if it is still wanted
operations-unknown-kind = this version does not know how to do “{ $kind }”; look at the service by hand
operations-evidence-slow =
    { $what ->
        [logs] the log lines could not be saved within 10 s, the restart did not wait for them
       *[other] the inspect could not be saved within 10 s, the restart did not wait for it
    }
operations-evidence-failed =
    { $what ->
        [logs] the log lines could not be saved: { $problem }
       *[other] the inspect could not be saved: { $problem }
    }
operations-restart-saving-evidence = saving logs and inspect first
operations-restart-stopping = stopping and starting it
operations-restart-waiting-engine = Docker has not answered for { $seconds } s, waiting for it
operations-restart-waiting-container = waiting for its container to appear
operations-restart-fell-comes-back = it fell while coming up, Docker is starting it again
operations-restart-paused = it is paused; unpause it, then it can become well
operations-restart-running = runs for { $seconds } of { $needed } s
operations-restart-health-starting =
    { $failed ->
        [0] waiting until it is healthy, { $left } s left
        [one] waiting until it is healthy: { $failed } failed probe, { $left } s left
       *[other] waiting until it is healthy: { $failed } failed probes, { $left } s left
    }
operations-restart-healthy = it is healthy
operations-restart-runs = it has run for 10 s without an exit (it has no health check)
operations-restart-well-replaced = it is well; its container was replaced meanwhile, so this is the new one
operations-restart-was-replaced = its container had been replaced since the question was asked; the new one was restarted
operations-restart-not-begun = I was stopped before the restart began; the service was not touched. Ask again if it is still wanted
operations-restart-cancelled-before = cancelled before the restart; the service was not touched
operations-restart-cancelled-after = it was restarted, but the waiting was cancelled: nobody has seen it well yet
operations-restart-engine-away-before = Docker does not answer, so nothing was done. Bring Docker back on the host (systemctl status docker), then ask again
operations-restart-engine-away = Docker stopped answering in the middle and has not come back, so nobody knows how it ended. On the host: systemctl status docker, then docker ps -a
operations-restart-did-not-happen = it still runs as before: the restart did not happen. Ask again if it is still wanted
operations-restart-refused = Docker refused the restart: { $reason }
operations-restart-gone = its container is gone: somebody removed it, and no new one came in its place
operations-restart-stopped-not-started =
    { $code ->
        [unknown] it was stopped and did not start again
       *[other] it was stopped (exit code { $code }) and did not start again
    }
operations-restart-exited =
    { $code ->
        [unknown] it started and ended at once
       *[other] it started and ended with exit code { $code }
    }
operations-restart-crash-loop =
    { $code ->
        [unknown] the restart did not help, it keeps falling
       *[other] the restart did not help, it keeps falling with exit code { $code }
    }
operations-restart-out-of-memory = it was killed for want of memory: its limit is too low, or it leaks
operations-restart-unhealthy = it runs, but its health check fails
operations-restart-not-well-in-time = it runs, but did not become well in the time its health check allows
operations-restart-fell-again =
    { $code ->
        [unknown] it fell again after it had been well
       *[other] it fell again after it had been well, with exit code { $code }
    }
operations-restart-unhealthy-again = it became unhealthy again after it had been well
operations-restart-restarted-elsewhere = it was restarted once more, not by me
operations-restart-watch-blind = Docker stopped answering while I watched, so it is not certain any more that it is well

## triage
triage-already-active = A triage is already under way here. Finish or cancel it first: its message is above.
triage-unknown = This triage is not known any more. Start a new one with /triage.
triage-over = This triage is over. Start a new one with /triage.
triage-opened-already = This triage has already opened incident #{ $number }.
triage-unknown-service = That service is not in the list any more. Pick one of those shown.
triage-time-format = This is not a time. Send HH:MM or YYYY-MM-DD HH:MM ({ $zone }), for example 14:05.
triage-time-future = That time is still to come. Send a time in the past ({ $zone }).
triage-time-too-old = That is more than { $days ->
    [one] { $days } day
   *[other] { $days } days
} ago. Send a later time.
triage-summary-empty = Send one sentence about what is wrong, at most { $max } characters.
triage-summary-long = That is { $length } characters, and { $max } fit. Send a shorter sentence.
triage-summary-outage = Complete outage: all services are down
triage-summary-unreachable = Cannot be reached from outside: { $names }
triage-summary-data-loss = Data may be damaged or lost: { $services }
triage-summary-security = Suspicious activity: { $services }
triage-summary-crash-loop = Crash loop: { $services }
triage-summary-memory = Out of memory: { $services }
triage-summary-not-responding = Not responding: { $services }
triage-summary-telegram-bot = Telegram bot does not respond: { $services }
triage-summary-telegram = Telegram bot does not respond
triage-summary-disk-full = Disk { $mount } is { $percent }% full
triage-summary-disk-check = A disk is nearly full
triage-summary-engine-silent = Docker does not answer
triage-summary-other = Something is wrong; no cause found yet
triage-reason-all-names = { $n ->
    [one] the public name cannot be reached
   *[other] none of the { $n } public names can be reached
}
triage-reason-all-down = all services are down
triage-reason-engine-silent = Docker does not answer
triage-reason-data-loss = { $service } logs damaged data: { $line }
triage-reason-security = { $service } logs suspicious activity: { $line }
triage-reason-restarting = { $service } restarts over and over: { $n ->
    [one] { $n } restart
   *[other] { $n } restarts
}, exit { $code }
triage-reason-oom = { $service } was killed for lack of memory{ $n ->
    [one] {""}
   *[other] {" "}({ $n } times)
}
triage-reason-exited = { $service } has ended, exit { $code }
triage-reason-unhealthy = { $service } is unhealthy: { $n ->
    [one] { $n } failed probe
   *[other] { $n } failed probes in a row
}
triage-reason-memory = { $service } uses { $percent }% of its memory limit
triage-reason-dead = { $service } is dead: Docker could not remove it
triage-reason-paused = { $service } is paused
triage-reason-never-started = { $service } was created but never started
triage-reason-telegram = the Telegram check { $name } fails
triage-reason-check = the check { $name } fails
triage-reason-disk-check = the disk check { $name } fails
triage-reason-name = { $name } cannot be reached
triage-reason-disk = { $mount } is { $percent }% full
triage-reason-nothing = nothing is visibly wrong
