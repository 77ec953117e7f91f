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
checks-ping-tcp = answers on port { $port } (no ICMP here)
checks-ping-filtered = answers on port { $port }, not to ICMP
checks-ping-silent = answers neither to ICMP nor on { $ports }
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
checks-command-failed = exit code { $code }: { $line }
checks-container-restarting = restarts again and again, exit code { $code }
checks-container-oom-restarting = out of memory: killed, restarts again and again
checks-container-oom-exited = out of memory: killed
checks-container-dead = dead: the Engine could not remove it
checks-container-paused = paused
checks-container-stopped = stopped
checks-container-exited = exited with code { $code }
checks-telegram-growing = updates pile up: { $from } → { $n } waiting

## docker

docker-unreachable-no-socket = there is no Docker socket where it was expected
docker-unreachable-refused = nothing listens there: the Engine is stopped
docker-unreachable-not-allowed = the bot is not allowed to open the Docker socket
docker-unreachable-timeout = it does not answer in time
docker-unreachable-unknown-host = the name of its host is not known
docker-unreachable-tls = the secure connection failed; check the certificates
docker-unreachable-version = its Docker is too old; 20.10 or newer is needed
docker-unreachable-other = the connection broke

docker-helper-image-missing = The image { $image }, which HELPER_IMAGE names, is not on this Engine. Pull it there, or take HELPER_IMAGE out of the environment.
docker-helper-no-restic = I have no restic for { $arch } that could read volumes. Install restic and busybox-static where I run.
docker-helper-none = I have no program that I could empty volumes with: it takes a static busybox for { $arch }. Install busybox-static where I run, or name an image of this Engine with a shell in HELPER_IMAGE.

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
docker-exit-killed = killed (SIGKILL): from outside, or for want of memory
docker-exit-killed-on-stop = did not stop in time and was killed
docker-exit-stopped = stopped when asked to
docker-exit-terminated = ended by SIGTERM
docker-exit-signal = ended by a signal (code { $code })
docker-exit-other = ended with code { $code }

## cleanup

cleanup-why-running = runs
cleanup-why-in-use = in use
cleanup-why-stopped-containers = stopped containers are made from it
cleanup-why-own = Vakhta’s own
cleanup-why-project-runs = belongs to a project that runs
cleanup-why-other-scope = outside of what I look after
cleanup-why-incident-open = its incident is open
cleanup-why-young = kept for now
cleanup-why-not-writable = I may not write there
cleanup-warn-last-images = last image of { $project }, which is stopped: it could not start again without a pull or a build
cleanup-warn-old-version = older version of what { $project } runs: the way back to it
cleanup-warn-stopped-project = belongs to { $project }, which is stopped
cleanup-warn-built-here = built here: no registry has it
cleanup-warn-live-log = what the log holds now is lost
cleanup-doing = { $number } of { $of }: { $name }
cleanup-measuring = measuring what was freed
cleanup-freed = freed { BYTES($bytes) } ({ $done } of { $of })
cleanup-freed-disk = freed { BYTES($bytes) } ({ $done } of { $of }) · { $mount } { $before }% → { $after }%, { BYTES($available) } free
cleanup-nothing = nothing was removed
cleanup-interrupted = I was interrupted: { $done } of { $of } removed, { BYTES($bytes) } freed; the rest was not begun
cleanup-cancelled = cancelled: { $done } removed, { BYTES($bytes) } freed; the rest stays
cleanup-kept-running = { $name } stays: it runs by now
cleanup-kept-in-use = { $name } stays: it is in use by now
cleanup-kept-own = { $name } stays: it is my own
cleanup-kept-project-runs = { $name } stays: its project runs by now
cleanup-kept-incident-open = { $name } stays: its incident is open
cleanup-kept-young = { $name } stays: it has changed since
cleanup-kept-not-writable = { $name } stays: I may not write there
cleanup-kept-changed = { $name } stays: it was given another name
cleanup-failed = { $name } could not be removed: { $reason }
cleanup-more = and { $count } more

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

## health
health-unknown = There is no such check any more. /health lists them all.
health-found-gone = This offer is no longer there. Run /health again.
health-engine-version = Engine { $version }
health-telegram-poll = no answer to polling for { $minutes } min
health-database-size = { BYTES($bytes) }
health-data-disk = { $percent }% used, { BYTES($free) } free
health-outbox-waits = { $count ->
    [one] 1 message has waited { $minutes } min
   *[other] { $count } messages wait, the oldest { $minutes } min
 }
health-recorder-blind = { $minutes ->
    [0] has not seen Docker for less than a minute
   *[other] has not seen Docker for { $minutes } min
  }
health-recorder-gaps = { $count ->
    [one] 1 gap
   *[other] { $count } gaps
 } in 24 h, { $minutes } min together
health-backup-none = no verified backup is known
health-backup-old = { $hours } h old, no older than { $rpo } h was agreed (RPO)
health-backup-age = { $hours ->
    [0] less than 1 h old
   *[other] { $hours } h old
} (RPO { $rpo } h)
bot-health-old = This picture is too old to go on with. /health shows what is now.
bot-health-again = 🔄 Run again
bot-health-all = 📋 All ({ $count })
bot-health-asking = { $answered } of { $count } answered
bot-health-cut = cut off in the middle: run it again
bot-health-failed = { $failed } of { $count } fail
bot-health-warned = { $warned ->
    [one] 1 warning
   *[other] { $warned } warnings
 }
bot-health-well = { $count ->
    [one] The one check is well
   *[other] All { $count } checks are well
 }
bot-health-part-docker = Docker { $count }
bot-health-part-checks = checks { $count }
bot-health-part-vakhta = Vakhta { $count }
bot-health-slowest = slowest { $name } { $ms } ms
bot-health-waiting = Waiting for { $names }
bot-health-unanswered = Never answered: { $names }
bot-health-found = answers at { $at } and has no check yet
bot-health-uncovered = { $count ->
    [one] No check speaks for { $names }
   *[other] No check speaks for: { $names }
 }
bot-health-more-checks = What no check speaks for
bot-health-none-configured = No checks of your own yet. Add them under “checks” in vakhta.yaml, for example: - { "{" } id: site, kind: http, url: https://example.com/health { "}" }
bot-health-begun = begun
bot-health-took = took { $seconds } s
bot-health-add = ➕ Add { $name }
bot-health-latency = { $ms } ms
bot-health-not-answered = Has not answered yet.
bot-health-fine = well
bot-health-added = added in the chat by { $by },
bot-health-yaml = As lines for vakhta.yaml
bot-health-before = Earlier results
bot-health-one-again = 🔄 Again
bot-health-copy = 📋 Copy as YAML
bot-health-remove = 🗑 Remove check
bot-health-to-all = ‹ All of health
bot-health-toast-running = It is still being asked
bot-health-toast-added = A check for { $name } was added
bot-health-toast-removed = The check { $name } was removed
bot-health-self-engine = Docker Engine
bot-health-self-telegram = Telegram
bot-health-self-database = Database
bot-health-self-data-disk = Disk of the data
bot-health-self-outbox = Messages to send
bot-health-self-recorder = Flight recorder
bot-health-self-backup = Last verified backup
bot-health-backup-of = Verified backup of { $set }
bot-health-self-backup-store = Store of backups
bot-health-kind-docker-health = (Docker)
bot-health-kind-http = (HTTP)
bot-health-kind-tcp = (TCP)
bot-health-kind-ping = (ping)
bot-health-kind-tls = (TLS)
bot-health-kind-dns = (DNS)
bot-health-kind-telegram = (Telegram bot)
bot-health-kind-disk = (disk)
bot-health-kind-command = (command)
bot-health-ask-docker = What Docker says of the container: its state and its own health check
bot-health-ask-self-engine = Does the Engine answer, and how fast
bot-health-ask-self-telegram = Does Telegram answer, and do polls come through
bot-health-ask-self-database = A row is written and read back
bot-health-ask-self-data-disk = Is there room where Vakhta keeps its data
bot-health-ask-self-outbox = Do messages leave: from 1 min of waiting a warning, from 10 min a failure
bot-health-ask-self-recorder = Has the recorder seen Docker without a gap in the last 24 h
bot-health-ask-self-backup-store = How much room the store of backups has left
bot-health-ask-self-backup = The age of the newest backup that was verified, against the agreed RPO
bot-health-ask-http = { $method } { $url }
bot-health-ask-status = expects { $status }
bot-health-ask-body = the answer holds “{ $text }”
bot-health-ask-json = { $path } in the answer is { $value }
bot-health-ask-header = looks at the header { $name }
bot-health-ask-ping = ICMP to { $host }, else a connection
bot-health-ask-tcp = Opens a connection to { $at }
bot-health-ask-tls = The certificate of { $at }: trusted, for this name, warns below { $warning } days, fails below { $failed }
bot-health-ask-dns = Asks the DNS for { $host } ({ $type })
bot-health-ask-expect = expects { $text }
bot-health-ask-server = at the server { $server }
bot-health-ask-telegram = The token of the bot, its webhook, and whether updates pile up (at most { $max } may wait)
bot-health-ask-disk = The disk that holds { $path } is at most { $percent }% full
bot-health-ask-command = Runs the command { $name }; 0 means well
bot-health-ask-timeout = at most { $seconds } s
bot-health-ask-for = speaks for { $service }

## oncall
oncall-access-missing = For this one has to be { $needed ->
    [admin] admin
   *[responder] responder
 }, you are { $has ->
    [viewer] viewer
   *[responder] responder
 }. Who keeps vakhta.yaml can change that.

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
        [logs] the log lines could not be saved within 10 s, I did not wait for them
       *[other] the inspect could not be saved within 10 s, I did not wait for it
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
        [unknown] that did not help, it keeps falling
       *[other] that did not help, it keeps falling with exit code { $code }
    }
operations-restart-out-of-memory = it ran out of memory and was killed: its limit is too low, or it leaks
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
operations-restart-waiting-rest = seeing whether it stays so
operations-restart-health-again = waiting for its next health check, { $left } s left
operations-restart-still-paused = it is still frozen
operations-action-unfit = { $name } is { $state ->
        [created] created and has never run
        [running] running
        [restarting] between two starts
        [paused] paused
        [exited] stopped
        [removing] being removed
       *[dead] dead
    } now, so there is nothing to do. /status shows what can be done
operations-action-was-replaced = its container had been replaced since the question was asked; it was done to the new one
operations-action-not-begun = I was stopped before it began; the service was not touched. Ask again if it is still wanted
operations-action-cancelled-before = cancelled before it was done; the service was not touched
operations-action-cancelled-after = Docker was told to do it, but the waiting was cancelled: nobody has seen how it went
operations-action-refused = Docker refused it: { $reason }
operations-start-acting = starting it
operations-stop-acting = stopping it
operations-stop-stands =
    { $code ->
        [unknown] it is stopped and stays so
        [0] it is stopped and stays so; it ended in order
        [137] it is stopped and stays so; it did not end by itself in time and was killed
        [143] it is stopped and stays so; it ended on SIGTERM
       *[other] it is stopped and stays so; it ended with exit code { $code }
    }
operations-stop-came-back =
    { $policy ->
        [no] it was started again, not by me
       *[other] it was started again, not by me (restart policy: { $policy })
    }
operations-stop-still-runs = it still runs: Docker did not stop it. On the host: docker kill, then look at its processes
operations-kill-acting = killing it
operations-kill-stands =
    { $policy ->
        [no] it is dead, and nothing starts it again
       *[other] it is dead; after a kill by hand its restart policy ({ $policy }) leaves it so
    }
operations-kill-anew = it was killed, its restart policy started it anew, and it is well
operations-kill-still-runs = it still runs, even after SIGKILL: its process hangs in the kernel. Look at disks and mounts on the host
operations-pause-acting = freezing it
operations-pause-stands = it is frozen: its processes stand still, its connections hang
operations-pause-still-runs = it still runs: it could not be frozen
operations-unpause-acting = waking it
operations-memory-acting = setting the limit
operations-memory-well = it may use { BYTES($size) } now, and it runs well
operations-memory-stands = it may use { BYTES($size) } from its next start on; it does not run
operations-memory-not-set = the limit of { BYTES($size) } did not take
operations-memory-same = { BYTES($size) } is the limit it has already. Choose another
operations-memory-too-small = { BYTES($size) } is too little: Docker takes { BYTES($least) } at least
operations-memory-below-use = It uses { BYTES($used) } now; with a limit of { BYTES($size) } it would be killed at once. Choose more than it uses
operations-memory-above-host = The host has { BYTES($host) } altogether; a limit of { BYTES($size) } would protect nothing. Choose less
operations-memory-malformed = “{ $text }” is no size. Write it as 512, 512m or 1.5g

## commands
commands-title = ▶️ Host commands
commands-choose = Tap one: you see exactly what will run before it does.
commands-choose-eye = Tap one: you see exactly what will run before it does. 👁 only look and run at once.
commands-none = vakhta.yaml names no commands yet. Each one that you write under “commands” becomes a button here; vakhta.example.yaml shows how.
commands-none-allowed = { $count ->
    [one] The one command of vakhta.yaml needs more access than you have.
   *[other] All { $count } commands of vakhta.yaml need more access than you have.
}
commands-hidden = { $count ->
    [one] One more needs more access than you have.
   *[other] { $count } more need more access than you have.
}
commands-unavailable = { $count ->
    [one] One cannot run here
   *[other] { $count } cannot run here
}
commands-in-container = I run in a container: what is only on the host is not there for me. Mount it, or run Vakhta on the host itself.
commands-no-folder = the folder { $folder } is not there
commands-not-a-folder = { $folder } is not a folder
commands-folder-closed = I may not enter the folder { $folder }
commands-no-program = the program { $program } is not there
commands-not-executable = { $program } is not executable; on the host: chmod +x
commands-unknown = There is no command “{ $id }”. All of them: /run.
commands-changed = This command was changed in vakhta.yaml since. Choose it anew: /run.
commands-typed-malformed = “{ $text }” is not understood. After the command only its parameters may stand, as name=value. Or choose with buttons: /run.
commands-takes-nothing = { $id } takes no parameters, so “{ $name }” means nothing to it. Send /run { $id }.
commands-param-unknown = { $id } has no parameter “{ $name }”. It has: { $names }.
commands-value-missing = The parameter { $name } has no value.
commands-value-choice = { $name } cannot be “{ $value }”. Possible: { $values }.
commands-value-integer = { $name } cannot be “{ $value }”. Send a whole number from { $min } to { $max }.
commands-value-service = { $name } cannot be “{ $value }”. Services there are: { $services }.
commands-ask = { $name }: which value?
commands-ask-range = A whole number from { $min } to { $max }.
commands-no-services = The project has no services now. Does it run? See /status.
commands-asked-another = That question was for { $who }. Send /run yourself.
commands-button-type = ✏️ Type a number
commands-button-list = ‹ Commands
commands-button-again = 🔁 Once more
commands-button-output = 📄 Output, { $size }
commands-output-file = All that “{ $name }” printed, secrets masked
commands-output-gone = The file with this output is not there any more.
commands-plan-title = Run “{ $name }”?
commands-plan-argv = Runs exactly this, without a shell: { $argv }
commands-plan-where = In { $folder }, as { $user }
commands-plan-timeout = Ended if it takes longer than { $time }
commands-plan-env = Gets from my environment: { $names }
commands-plan-lock = Meanwhile nothing else is changed at { $target }
commands-plan-button = ▶️ { $name }
commands-running = runs, printed { $kilobytes } KB
commands-running-binary = runs, printed { $kilobytes } KB that are no text
commands-running-silent = runs, has printed nothing yet
commands-still-runs = I was restarted in the middle and cannot see its output any more, but it still runs (pid { $pid }). I wait { $seconds } s more, then end it; Cancel ends it now
commands-exit-zero = done, exit code 0
commands-exit-other = failed, exit code { $code }
commands-exit-126 = something in it may not be executed, exit code 126
commands-exit-127 = a program in it was not found, exit code 127
commands-exit-signal = something in it was ended by { $signal }, exit code { $code }
commands-ended-by-signal = ended from outside by { $signal }
commands-timed-out = took longer than { $seconds } s and was ended, with all that it had started
commands-not-started = did not start: the system says { $code }
commands-not-started-missing = did not start: the program, or the interpreter in its first line, is not there
commands-not-started-denied = did not start: I may not execute it
commands-not-begun = I was stopped before it began; nothing was run. If it is still needed, ask again
commands-ended-unseen = I was restarted in the middle; it does not run any more, and its exit code is not known. See what it did before you run it again
commands-ended-later = I was restarted in the middle; it has ended since, and its exit code is not known. See what it did before you run it again
commands-ended-by-us = I was restarted in the middle, it went on until its time was over, and I ended it. See what it did before you run it again
commands-stopped-with-vakhta = ended in the middle, because I was being stopped. See how far it came before you run it again
commands-cancelled = ended on request, with all that it had started
commands-cancelled-unseen = ended on request after I had been restarted; how far it came is not known
commands-left-running = { $count ->
    [one] It left a process running: { $name }, pid { $pid }
   *[other] It left { $count } processes running, one of them { $name }, pid { $pid }
}
commands-left-out = { $kilobytes } KB from the middle of its output were not kept
commands-binary = What it printed is no text
commands-output-lost = Its output could not be kept: { $problem }
commands-above = ⬆️ { $count ->
    [one] { $count } more line above
   *[other] { $count } more lines above
}
commands-no-output = It printed nothing.

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
triage-summary-looking = Something is wrong; still looking for the cause
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
triage-reason-looking = still looking: the containers have not been seen yet
triage-reason-unseen = the containers could not be looked at

## bot
bot-yes = Yes
bot-no = No
bot-on = on
bot-off = off
bot-more = and { $count } more
bot-state-open = open
bot-state-mitigated = mitigated
bot-state-resolved = resolved
bot-state-closed = closed
bot-impact-critical = Critical
bot-impact-high = High
bot-impact-low = Low
bot-impact-none = None
bot-affected-all = all
bot-affected-none = none
bot-category-crash-loop = crash loop
bot-category-memory = memory exhaustion
bot-category-not-responding = service not responding
bot-category-telegram-bot = Telegram bot not responding
bot-category-disk-full = disk full
bot-category-outage = complete outage
bot-category-data-loss = data loss
bot-category-security = security
bot-category-other = other

bot-command-triage = Something is broken: look, decide, open an incident
bot-command-status = Host and containers now
bot-command-health = Every check, with what failed and why
bot-command-restart = Restart a container or a project: /restart gateway
bot-command-run = Commands of the host: /run restart-test
bot-command-incidents = The board of incidents
bot-command-incident = One incident: /incident 12
bot-command-report = Report as Markdown: /report 12
bot-command-metrics = Targets and what was measured
bot-command-settings = Language, messages, who can be reached
bot-command-help = What the bot can do
bot-command-cancel = End the question or triage under way
bot-help-title = What Vakhta can do
bot-help-reply = Reply to a card to add a note; a photo or file in a reply is kept with the incident.
bot-help-terminal = In a terminal on the host:
bot-welcome-quiet = All quiet: nothing is wrong and no incident is open.
bot-welcome-wrong = { $services ->
    [0] Nothing is wrong with the containers
    [one] 1 service is not well: { $names }
   *[other] { $services } services are not well: { $names }
 } · { $incidents ->
    [0] no incident is open
    [one] 1 incident is open
   *[other] { $incidents } incidents are open
 }
bot-welcome-you = You are { $name }, authorized to do everything here.
bot-welcome-you-role = You are { $name }, { $role }, authorized to do everything here.
bot-welcome-what = When something breaks, tap Triage: the evidence comes by itself, and one more tap opens the incident.
bot-unknown-command = There is no command { $command }. /help lists them all.
bot-not-understood = I understand commands and buttons. /triage when something is broken, /status to look, /help for the rest. To add a note, reply to the card of the incident.
bot-late = I was away when you sent { $command } ({ $age } ago), so I have not done it. Do it now?
bot-set-aside = I could not handle this and have given up after three attempts. Nothing is half-done that the timeline does not show. In the log: update { $id }.
bot-dialogue-ended = I was updated in the middle of our dialogue, so that dialogue has ended. What you had answered is kept; tap the button again, or send /triage.
bot-nothing-to-cancel = Nothing is under way here that could be cancelled.
bot-cancelled-triage = Triage cancelled. No incident was opened.
bot-cancelled-question = Cancelled. What you had answered before stays.
bot-finish-triage-first = Finish the triage first (Accept or Cancel). You can also reply to the card.

bot-button-triage = 🚨 Triage
bot-button-status = 📊 Status
bot-button-incidents = 🗂 Incidents
bot-button-help = ❓ Help
bot-button-refresh = 🔄 Refresh
bot-button-accept = ✅ Accept
bot-button-cancel = ✖️ Cancel
bot-button-back = ‹ Back
bot-button-noticed-now = Noticed: now
bot-button-noticed = Noticed: { $at }
bot-button-now = Now
bot-button-ago = { $minutes } min ago
bot-button-all = All
bot-button-none = None
bot-button-done = Done
bot-button-suggested = Use this sentence
bot-button-skip = Skip
bot-button-keep = Keep
bot-postmortem-title = #{ $number }: post-mortem
bot-postmortem-missing = not written yet
bot-postmortem-choose = Tap the one to write or to change. With all three the incident is closed.
bot-button-do-it-now = Yes, do it now
bot-button-card = 📌 Card #{ $number }
bot-button-take = ✋ Take it
bot-button-take-over = ✋ Take over
bot-button-note = 📝 Note
bot-button-logs = 📜 Logs
bot-button-restart = 🔁 Restart…
bot-button-act = { $verb ->
    [restart] Restart { $name }
    [start] Start { $name }
    [stop] Stop { $name }
    [kill] Kill { $name }
    [pause] Pause { $name }
    [unpause] Unpause { $name }
   *[memory] Limit { $name }
 }
bot-button-offer = { $verb ->
    [restart] 🔁 Restart { $name }
    [start] ▶️ Start { $name }
    [unpause] ▶️ Unpause { $name }
    [project-restart] 🔁 Restart project
    [project-start] ▶️ Start project
    [project-recreate] ♻️ Recreate…
   *[memory] 🧠 Memory { $name }
 }
bot-button-start = ▶️ Start
bot-button-unpause = ▶️ Unpause
bot-button-memory = 🧠 Memory…
bot-button-recreate-project = ♻️ Recreate…
bot-button-projects = 🗂 Projects
bot-button-containers = 📦 Containers
bot-button-all-containers = 📦 All
bot-button-type-limit = ⌨️ Type it
bot-button-severity = ⚖️ Severity
bot-button-mitigate = 🩹 Mitigated
bot-button-restore = 💚 Restored
bot-button-resolve = ✅ Resolve
bot-button-reopen = ↩️ Reopen
bot-button-postmortem = ✍️ Review
bot-button-correct-time = 🕒 Times
bot-button-report = 📄 Report
bot-button-timeline = 🧵 Timeline
bot-button-evidence = 🔎 Evidence
bot-button-older = ‹ Older
bot-button-newer = Newer ›
bot-button-copy-docker = 📋 docker command
bot-button-copy-ssh = 📋 ssh command
bot-button-rich-on = Turn rich on
bot-button-rich-off = Turn rich off
bot-button-old = This button is from an earlier message and does nothing any more. /status, /incidents and /triage show what is now.

bot-toast-done = Done
bot-toast-taken = #{ $number } is yours
bot-toast-reopened = #{ $number } is open again
bot-toast-resolved = #{ $number } is resolved. { $questions ->
    [0] Its post-mortem is written already.
    [one] One short question follows; it can be skipped.
   *[other] { $questions } short questions follow; each can be skipped.
 }
bot-toast-severity = Severity is { $severity }
bot-toast-started = Started
bot-toast-saved = Saved

bot-engine-silent = Docker has not answered since
bot-engine-stumbled = Docker did not answer this question in time.
bot-engine-refused = Docker refused: { $reason }
bot-engine-picture = Below is the last picture, { $age } old.
bot-engine-by-hand = I keep trying and go on by myself when it answers. By hand, on the host:
bot-containers-none = Docker has no containers here.
bot-container-created = created
bot-container-running = running
bot-container-restarting = restarting
bot-container-paused = paused
bot-container-exited = stopped
bot-container-dead = dead
bot-container-removing = being removed
bot-project-none = without compose
bot-project-well = { $well } of { $total } well
bot-status-well = { $count ->
    [0] No containers
    [one] 1 container, well
   *[other] All { $count } containers are well
 }
bot-status-wrong = { $wrong } of { $count } not well
bot-status-as-of = as of
bot-status-load = load { $load } per core ({ $cores })
bot-status-memory = memory { $percent } of { $total }
bot-status-disk = { $mount } { $percent }, { $free } free
bot-status-inodes = inodes { $percent }
bot-status-full-in = full in { $duration } as it grows now
bot-status-more-disks = { $count ->
    [one] 1 more disk
   *[other] { $count } more disks
 }
bot-status-short-created = new
bot-status-short-paused = paused
bot-status-short-exited = off
bot-status-short-dead = dead
bot-status-short-removing = going
bot-status-one-off = one-off runs
bot-status-col-name = Container
bot-status-col-up = Up
bot-status-col-memory = Memory
bot-status-of-host = * no limit of its own: the share of the host's memory
bot-status-restarted-mark = ↻ restarts by Docker; up since the last one
bot-status-last-restart = last restart { $ago } ago
bot-status-restarts = { $count ->
    [one] 1 restart, { $ago } ago
   *[other] { $count } restarts, the last { $ago } ago
 }
bot-status-more-rows = and { $count } more: open it below
bot-status-all-figures = { $count ->
    [one] CPU and memory of it
   *[other] CPU and memory of all { $count }
 }
bot-status-figures-old = CPU and memory are { $age } older
bot-status-no-figures = CPU and memory are being measured
bot-status-memory-own = memory { $used } of { $limit }, { $percent } of its limit
bot-status-memory-host = memory { $used }, no limit: { $percent } of the host
bot-status-memory-bare = memory { $used }, no limit
bot-status-bars = memory in the last hour, at most { $top }
bot-status-exit = exit code { $code }
bot-status-health-starting = health check: starting
bot-status-health-healthy = healthy
bot-status-health-unhealthy = unhealthy
bot-status-probes = { $count ->
    [0] Health check: not probed yet
    [one] Last probe: { $failed ->
        [0] passed
       *[other] failed
     }
   *[other] Last { $count } probes: { $failed ->
        [0] all passed
       *[other] { $failed } failed
     }
 }
bot-status-probe-how = every { $interval }, waits { $timeout }, { $retries ->
    [one] unhealthy after 1 failure
   *[other] unhealthy after { $retries } failures
 }
bot-status-events = Last
bot-status-fold-image = Image, command, limits
bot-status-fold-ways = Ports, networks, mounts
bot-status-fold-environment = { $count ->
    [one] 1 environment variable (name only)
   *[other] { $count } environment variables (names only)
 }
bot-status-fact-name = Name
bot-status-fact-id = Id
bot-status-fact-image = Image
bot-status-fact-digest = Digest
bot-status-fact-command = Command
bot-status-fact-policy = Restart policy
bot-status-fact-limits = Limits
bot-status-fact-logs = Log driver
bot-status-fact-created = Created
bot-status-fact-ports = Ports
bot-status-fact-networks = Networks
bot-status-fact-mounts = Mounts
bot-status-limit-memory = memory { $limit }
bot-status-limit-swap = swap { $limit }
bot-status-limit-cpus = CPUs { $cpus }
bot-status-limit-pids = processes { $pids }
bot-status-limit-none = none
bot-status-container-gone = This container is gone: it was removed or renamed. Here is what there is now.
bot-status-project-gone = This project has no containers any more.
bot-status-button-health = 🩺 Health
bot-status-button-disk = 💾 Disk
bot-status-button-more = ⋯ More
bot-status-button-restart = 🔁 Restart…
bot-status-button-stop = ⏹ Stop…
bot-status-button-start = ▶️ Start…
bot-status-button-kill = ☠️ Kill…
bot-status-button-pause = ⏸ Pause…
bot-status-button-unpause = ▶️ Unpause…
bot-status-button-memory = 🧠 Memory…
bot-status-button-recreate = ♻️ Recreate…
bot-status-button-scale = ↔️ Scale…
bot-event-create = created
bot-event-start = started
bot-event-die = ended, exit code { $code }
bot-event-oom = out of memory
bot-event-kill = signal { $signal } sent
bot-event-stop = stopped
bot-event-restart = restarted by hand
bot-event-pause = paused
bot-event-unpause = unpaused
bot-event-rename = renamed
bot-event-update = limits changed
bot-event-destroy = removed
bot-host-up = up { $duration }
bot-host-load = load { $load } on { $cores } cores
bot-host-memory = memory { $percent }
bot-host-disk = disk { $mount } { $percent }
bot-problem-restarting = restarting, { $count ->
    [one] 1 restart
   *[other] { $count } restarts
 }, exit code { $exitCode }
bot-problem-oom = out of memory ({ $times ->
    [one] killed
   *[other] killed { $times } times
 })
bot-problem-exited = exited with code { $exitCode }
bot-problem-dead = dead
bot-problem-never-started = created, but never started
bot-problem-paused = paused
bot-problem-unhealthy = unhealthy, { $streak ->
    [one] 1 failed probe
   *[other] { $streak } failed probes
 }: { $output }
bot-problem-memory = memory at { $percent } of its limit ({ $used } of { $limit })
bot-checks-well = { $count ->
    [one] checks: 1 of 1 passes
   *[other] checks: all { $count } pass
 }
bot-checks-failed = { $failed } of { $count } checks fail
bot-logs-errors = { $count ->
    [one] 1 kind of error in the logs
   *[other] { $count } kinds of errors in the logs
 }

bot-command-logs = logs: tail, search, follow, download
bot-button-log-errors = ❗ Errors only
bot-button-log-all = ☰ All lines
bot-button-log-since = ⏱ Since…
bot-button-log-search = 🔎 Search…
bot-button-log-follow = ▶️ Follow
bot-button-log-stop = ⏹ Stop
bot-button-log-download = ⬇️ Download
bot-button-log-other = 📚 Others…
bot-button-log-15m = 15 min
bot-button-log-1h = 1 h
bot-button-log-24h = 24 h
bot-button-log-start = Last start
bot-button-log-incident = Incident began
bot-button-log-everything = Everything
bot-button-log-everybody = 📚 All services
bot-button-log-previous = ‹
bot-button-log-next = ›
bot-button-log-anew = 📜 Open anew
bot-logs-pick = Whose log?
bot-logs-pick-which = Several are called “{ $name }”. Which one?
bot-logs-pick-unknown = { $count ->
    [0] Nothing here is called “{ $name }”.
   *[other] Nothing here is called “{ $name }”. Did you mean:
 }
bot-logs-pick-unwell = ⚠️ is not well now, 📦 is a whole project.
bot-logs-pick-kept = The filter that was asked for is kept.
bot-logs-gone = { $name } has no container any more, and nothing has taken its place. /logs shows what there is.
bot-logs-old = This log was opened too long ago: its buttons no longer know what they showed.
bot-logs-errors-only = errors only
bot-logs-range-all = everything
bot-logs-range-last = last { $duration }
bot-logs-range-start = since the last start
bot-logs-range-incident = since #{ $number } began
bot-logs-zone = lines in { $zone }
bot-logs-found = { $matches ->
    [one] 1 match
   *[other] { $matches } matches
 }, searched { $size }
bot-logs-reading = Reading… { $size }
bot-logs-searching = Searching… { $size }, { $matches ->
    [one] 1 match
   *[other] { $matches } matches
 }
bot-logs-packing = Packing… { $size }
bot-logs-following = Live
bot-logs-following-until = stops by itself at
bot-logs-empty = It has written nothing yet.
bot-logs-no-lines = No lines in this time.
bot-logs-no-errors = No lines that tell of an error.
bot-logs-no-matches = No line matches.
bot-logs-binary = [binary]
bot-logs-line-cut = … +{ $count } characters
bot-logs-line-endless = … (a very long line)
bot-logs-renewed = The container was made anew; what the one before had written is gone with it.
bot-logs-unread = Not read: { $names }.
bot-logs-stopped-deadline = Time was up; this is what was found until then. A shorter time or another word is quicker.
bot-logs-stopped-slow-regex = This expression takes too long on these lines and was stopped. Simpler is quicker: without nested repeats such as (a+)+, for example timeout|refused.
bot-logs-stopped-parts = It is larger than what is sent at once; this is the older part. Choose a shorter time for the rest.
bot-logs-failed = The log could not be read: { $reason }
bot-logs-stopping = Stopping
bot-logs-nothing-runs = Nothing runs here any more
bot-logs-follows-full = { $count ->
    [one] 1 log is being followed already; stop it first.
   *[other] { $count } logs are being followed already; stop one first.
 }
bot-logs-packs-full = { $count ->
    [one] A log is being packed already; wait for it or stop it.
   *[other] { $count } logs are being packed already; wait for one or stop it.
 }
bot-logs-ended-stopped = Stopped by { $who }.
bot-logs-ended-time = { $minutes } minutes are over. Follow goes on.
bot-logs-ended-over = Nothing more comes: the container has ended.
bot-logs-ended-exit = Nothing more comes: the container ended with exit code { $code }.
bot-logs-ended-restart = Ended by a restart of the bot.
bot-logs-packed = { $count ->
    [one] Packed, the file is on its way.
   *[other] Packed, { $count } files are on their way.
 }
bot-logs-pack-empty = There is nothing in this time to download.
bot-logs-file-until = everything until
bot-logs-file-lines = { $count ->
    [one] 1 line
   *[other] { $count } lines
 }, secrets masked
bot-logs-search-title = Search { $name }
bot-logs-search-how = Send a word or a part of the line, or /an expression/. Case does not matter.
bot-logs-search-placeholder = timeout  or  /5\d\d|refused/
bot-logs-search-empty = There is nothing to search for.
bot-logs-search-long = That is too long to search for: { $most } characters at most.
bot-logs-regex-bad = This is not a regular expression ({ $problem }). An example: /time(d )?out|5\d\d/. Without slashes it is searched as text.

bot-changes = { $count ->
    [one] 1 change in 24 h
   *[other] { $count } changes in 24 h
 }
bot-changes-none = Nothing changed in 24 h
bot-change-image = { $service }: new image
bot-change-config = { $service }: new configuration
bot-change-restarted-by-hand = { $service }: restarted by hand
bot-change-recreated = { $service }: recreated
bot-change-created = { $service }: created
bot-change-removed = { $service }: removed
bot-change-host-reboot = the host rebooted
bot-change-engine-restart = Docker was restarted
bot-source-host = Host
bot-source-public-names = Public names
bot-source-containers = Containers
bot-source-checks = Checks
bot-source-logs = Logs
bot-source-changes = Changes
bot-source-pending = …
bot-source-slow = no answer for 2 s, still waiting
bot-source-failed = could not be asked: { $reason }

bot-triage-started = Triage started
bot-triage-suggested = Suggested
bot-triage-provisional = (evidence still arriving)
bot-triage-steps = Or by steps: tap a severity.
bot-triage-why = Why
bot-triage-evidence = Evidence
bot-triage-opened = #{ $number } is open, { $severity }
bot-triage-cancelled = Triage cancelled
bot-triage-expired = Triage ended: nobody answered for 30 minutes
bot-triage-again = No incident was opened. /triage begins anew with fresh evidence.
bot-triage-active = A triage of yours is already under way here: go on with it above, or /cancel it first.
bot-triage-not-yours = This is { $who }’s triage. Send /triage to begin your own.
bot-triage-is-incident = This triage has become incident #{ $number }.
bot-triage-tap-expected = Please tap one of the buttons above; text is asked for only at the summary and the time.
bot-triage-text-expected = Please type it as text, or tap one of the buttons above.
bot-question-offer = What is it?
bot-question-affected = What is affected? Tick, then Done.
bot-question-users = Are users impacted?
bot-question-impact = How bad is it for the business?
bot-question-summary = One sentence: type it, or use this one.
bot-question-noticed = When was it noticed? Tap, or type HH:MM ({ $zone }).
bot-noticed-at = noticed
bot-ask-summary = Reply to this message with one sentence about what is wrong.
bot-ask-noticed = Reply to this message with the time: HH:MM or YYYY-MM-DD HH:MM ({ $zone }).
bot-placeholder-summary = What is wrong
bot-placeholder-noticed = 03:05
bot-placeholder-text = Your answer

bot-card-since = Since
bot-card-moved = 📌 The card of #{ $number } is further down.
bot-card-took = took { $duration }
bot-card-restored = restored after { $duration }
bot-card-respond = respond within { $within }
bot-card-responded = responded after { $after } of { $within }
bot-card-affected = Affected: { $services }
bot-card-impact = Users impacted: { $users } · business: { $business }
bot-card-nobody = Nobody is on it yet
bot-card-on-it = On it: { $who }
bot-field-rootCause = Root cause
bot-field-resolution = Resolution
bot-field-prevention = Prevention
bot-time-impactStartedAt = Impact started
bot-time-detectedAt = Detected
bot-time-declaredAt = Declared
bot-time-triagedAt = Triaged
bot-time-acknowledgedAt = Acknowledged
bot-time-mitigatedAt = Mitigated
bot-time-restoredAt = Restored
bot-time-resolvedAt = Resolved
bot-times-title = #{ $number }: times
bot-times-choose = Tap the one to correct. The correction is kept on the timeline.
bot-timeline-title = #{ $number }: timeline
bot-evidence-title = #{ $number }: evidence
bot-evidence-none = No evidence was kept with this incident.
bot-board-title = { $active ->
    [0] Nothing open
    [one] 1 incident needs work
   *[other] { $active } incidents need work
 } · { $total } in all
bot-board-empty = No incidents yet. When something breaks, /triage.
bot-incident-unknown = There is no incident #{ $number }. /incidents shows them all.
bot-incident-unknown-newest = There is no incident #{ $number }; the newest is #{ $newest }. /incidents shows them all.
bot-incident-none = There is no incident #{ $number }: none has been opened yet. /triage opens one.
bot-incident-malformed = “{ $text }” is not the number of an incident. Write it like this: /incident 12
bot-noted = 📝 Noted on #{ $number }
bot-attached = 📎 { $file } is kept with #{ $number }
bot-reply-unusable = I can keep text, photos and files with #{ $number }, but not this.
bot-file-too-large = { $file } is larger than 20 MB, which is the most that Telegram hands to bots. Send a part of it, or describe it in a note.
bot-file-gone = Telegram no longer has { $file }. Please send it again.
bot-pick-severity = #{ $number }: which severity?
bot-pick-restart = #{ $number }: restart which service?
bot-no-services = Docker has none of the services of #{ $number } any more.
bot-service-gone = Docker does not have this service any more. Tap the button on the card again.
bot-report-none = There is no incident to report on yet. /triage opens one.
bot-report-file = Report of #{ $number }, as Markdown

bot-entry-detected = Detected
bot-entry-triage-started = { $who } started triage
bot-entry-declared = { $who } declared { $severity }
bot-entry-triaged = { $who } triaged: { $severity }, { $category }
bot-entry-taken = { $who } is on it
bot-entry-note = { $who }: { $text }
bot-entry-note-edited = { $who } edited a note: { $text }
bot-entry-attachment = { $who } attached { $file } ({ $size })
bot-entry-operation-started = { $who }: { $what }, started
bot-entry-operation-succeeded = { $who }: { $what } ✓
bot-entry-operation-failed = { $who }: { $what } ✗
bot-entry-operation-cancelled = { $who }: { $what }, cancelled
bot-entry-operation-interrupted = { $who }: { $what }, interrupted
bot-entry-operation-withdrawn = { $who }: { $what }, ✓ taken back
bot-entry-severity = { $who }: { $from } → { $to }
bot-entry-mitigated = Mitigated ({ $who })
bot-entry-restored = Service restored ({ $who })
bot-entry-resolved = Resolved by { $who }
bot-entry-reopened = Reopened by { $who }
bot-entry-closed = Closed
bot-entry-postmortem = { $who } wrote the { $field ->
    [rootCause] root cause
    [resolution] resolution
   *[prevention] prevention
 }
bot-entry-time-corrected = { $who } corrected “{ $field }” to { $to }
bot-entry-relapse = { $service } fell again: no longer restored
bot-announce-opened = { $severity } #{ $number } is open ({ $who })
bot-announce-severity = #{ $number } is now { $severity } ({ $who })
bot-announce-mitigated = #{ $number } is mitigated ({ $who })
bot-announce-restored = #{ $number }: service restored ({ $who }, after { $took })
bot-announce-resolved = #{ $number } is resolved ({ $who }, after { $took })
bot-announce-unwell = still not well: { $services }
bot-announce-reopened = #{ $number } is open again ({ $who })

bot-ask-title-note = Note
bot-ask-title-rootCause = Root cause
bot-ask-title-resolution = Resolution
bot-ask-title-prevention = Prevention
bot-ask-title-impactStartedAt = When did the impact start?
bot-ask-title-detectedAt = When was it detected?
bot-ask-title-declaredAt = When was it declared?
bot-ask-title-triagedAt = When was it triaged?
bot-ask-title-acknowledgedAt = When was it acknowledged?
bot-ask-title-mitigatedAt = When was it mitigated?
bot-ask-title-restoredAt = When was service restored?
bot-ask-title-resolvedAt = When was it resolved?
bot-ask-how-note = Type the note.
bot-ask-how-rootCause = Why did it happen? One line is enough.
bot-ask-how-resolution = What fixed it?
bot-ask-how-prevention = What will keep it from happening again?
bot-ask-how-time = Type HH:MM or YYYY-MM-DD HH:MM ({ $zone }).
bot-question-text-expected = Please answer with text, or tap a button.
bot-question-over = This question has been answered or has ended. Everything can be changed from the card.

bot-plan-title = { $verb ->
    [restart] Restart { $name }?
    [start] Start { $name }?
    [stop] Stop { $name }?
    [kill] Kill { $name }?
    [pause] Pause { $name }?
    [unpause] Unpause { $name }?
   *[memory] New memory limit for { $name }?
 }
bot-plan-container = Container { $container }, now { $state ->
    [created] created
    [running] running
    [restarting] restarting
    [paused] paused
    [exited] stopped
    [removing] being removed
   *[dead] dead
 }
bot-plan-dependents = Depend on it: { $services }
bot-plan-no-dependents = No other service depends on it
bot-plan-dependents-unknown = What depends on it is not known (no depends_on label, and its compose files cannot be read)
bot-plan-ports = Will not answer meanwhile: { $ports }
bot-plan-no-ports = No published ports
bot-plan-ports-down = Will not answer from then on: { $ports }
bot-plan-connected = Connected now: { $names }{ $outside ->
    [0] {""}
   *[other] {" "}and { $outside } from outside
 }
bot-plan-connected-outside = Connected now: { $outside ->
    [one] { $outside } connection from outside
   *[other] { $outside } connections from outside
 }
bot-plan-connected-nobody = Nobody is connected to it now
bot-plan-connected-unknown = Who is connected is not known
bot-plan-stays-down = { $policy ->
    [always] Then it stays down until somebody starts it, or Docker itself restarts (policy: always)
   *[other] Then it stays down until somebody starts it (policy: { $policy })
 }
bot-plan-kill = SIGKILL at once: it cannot finish or save anything, and it stays down afterwards
bot-plan-pause = Its processes stand still where they are; who is connected waits, and nothing is lost
bot-plan-memory = Limit: { $from ->
    [none] none
   *[other] { BYTES($from) }
 } → { BYTES($to) }
bot-plan-memory-used = It uses { BYTES($used) } now
bot-plan-memory-lost = The next recreate by compose loses it; the lines that keep it come with the outcome
bot-plan-volumes = Volumes stay as they are: { $volumes }
bot-plan-stop = { $seconds ->
    [-1] Then it gets all the time it wants to stop
   *[other] Then it gets { $seconds } s to stop
 }
bot-plan-healthcheck = I wait until it is healthy, at most { DURATION($wait) }
bot-plan-no-healthcheck = I wait until it has run for 10 s (it has no health check)
bot-plan-replicas = One of { $count } containers of this service; the others are left alone
bot-plan-evidence = First I save its last 200 log lines and its inspect data
bot-plan-valid = Valid once, for two minutes, for you.
bot-plan-valid-for = Valid once, for two minutes; { $who } confirms.
bot-helped = { $action ->
    [restart] Restart
    [start] Start
    [unpause] Unpause
    [kill] Kill
    [memory] More memory
    [project-restart] Restarting the project
    [project-recreate] Recreating the project
    [stop] Stop
    [pause] Pause
    [scale] Scaling
    [project-start] Starting the project
    [project-stop] Stopping the project
   *[other] “{ $action }”
 } helped { $helped } of { $count } times { $failure ->
    [oom] after running out of memory
    [crash] { $code ->
        [unknown] after a crash
       *[other] after exit code { $code }
     }
    [unhealthy] when its health check failed
   *[none] when nothing was seen to be wrong
 }, median { DURATION($median) }
bot-helped-never = { $action ->
    [restart] Restart
    [start] Start
    [unpause] Unpause
    [kill] Kill
    [memory] More memory
    [project-restart] Restarting the project
    [project-recreate] Recreating the project
    [stop] Stop
    [pause] Pause
    [scale] Scaling
    [project-start] Starting the project
    [project-stop] Stopping the project
   *[other] “{ $action }”
 } never helped { $failure ->
    [oom] after running out of memory
    [crash] { $code ->
        [unknown] after a crash
       *[other] after exit code { $code }
     }
    [unhealthy] when its health check failed
   *[none] when nothing was seen to be wrong
 } ({ $count ->
    [one] tried once
   *[other] tried { $count } times
 })
bot-restart-pick = Restart what?
bot-restart-pick-well = Restart what? All of them run well.
bot-restart-failure = { $failure ->
    [oom] ran out of memory
    [crash] { $code ->
        [unknown] it fell
       *[other] it fell with exit code { $code }
     }
    [unhealthy] its health check fails
   *[none] it does not run
 }
bot-restart-none = There are no containers. /status shows what Docker says.
bot-restart-unknown = There is no “{ $text }”. Did you mean one of these?
bot-restart-unknown-all = There is no “{ $text }”. These there are:
bot-restart-several = Several are called “{ $text }”. Which one?
bot-restart-projects = Which project as a whole?
bot-memory-title = Memory of { $name }
bot-memory-now = Limit: { $limit ->
    [none] none
   *[other] { BYTES($limit) }
 }
bot-memory-used = In use: { BYTES($used) }
bot-memory-used-unknown = In use: not known (it does not run)
bot-memory-host = The host has { BYTES($host) }
bot-memory-choose = How much may it use?
bot-memory-ask = Memory limit of { $name }: how much? Answer with a size such as 512, 512m or 1.5g.
bot-memory-asked-over = Memory limit of { $name }: answered.
bot-memory-keep = So that compose keeps it, put this into the compose file:
bot-redeem-expired = The two minutes are over; nothing was done. Ask again if it is still needed.
bot-redeem-cancelled = Cancelled; nothing was done.
bot-redeem-unknown = This question is not known any more; nothing was done. Ask again if it is still needed.
bot-redeem-used = This has been done already; its outcome is above.
bot-redeem-running = It is under way already; once is enough.
bot-redeem-not-yours = { $who } was asked this. Ask for it yourself.
bot-redeem-busy = { $who } is at it right now. Wait for the outcome.
bot-redeem-overtaken = { $who } has done it while this question stood. Look at the outcome first.
bot-redeem-own-question = You asked for it: somebody else has to say yes.
bot-redeem-not-agreed = Who asked has not said yes yet.
bot-second-needed = Two people have to say yes (twoPerson in vakhta.yaml)
bot-second-nobody = This needs the yes of two people, and nobody else here may give it: add somebody to AUTHORIZED_USER_IDS, or change twoPerson or access in vakhta.yaml.
bot-second-waiting = You said yes. Now a second person has to, until
bot-second-asked = { $who } wants this. A second person has to say yes, until
bot-second-given = { $who } said yes too; it is under way.
bot-second-refused = { $who } said no; nothing was done.
bot-toast-looking = Looking at the project…
bot-toast-second = Waiting for a second person
bot-repeated = This was done { $count } times within ten minutes. What it did:
bot-repeated-advice = Once more will hardly help: look at the log first, or go on to the next step of the procedure.
bot-button-sure = Do it all the same
bot-button-refuse = No
bot-cancel-cancelled = Cancelled before it began
bot-cancel-requested = Ends at its next step
bot-cancel-too-late = Too late: it has its outcome
bot-cancel-unknown = This operation is not known
bot-operation-restart = Restart { $target }
bot-operation-start = Start { $target }
bot-operation-stop = Stop { $target }
bot-operation-kill = Kill { $target }
bot-operation-pause = Pause { $target }
bot-operation-unpause = Unpause { $target }
bot-operation-memory = Memory limit of { $target }
bot-operation-command = { $target }
bot-operation-project-restart = Restart project { $target }
bot-operation-project-stop = Stop project { $target }
bot-operation-project-start = Start project { $target }
bot-operation-project-recreate = Recreate project { $target }
bot-operation-scale = Scale { $target }
bot-operation-backup = Backup of { $target }
bot-operation-backup-verify = Verifying a backup of { $target }
bot-operation-drill = Restore drill of { $target }
bot-operation-restore-dry-run = Dry run of restoring { $target }
bot-operation-restore = Restore { $target }
bot-operation-backup-prune = Prune backups of { $target }
bot-operation-backup-import = Import of { $target }
bot-operation-queued = waits its turn
bot-operation-running = under way
bot-operation-unknown = This operation is not known any more.
bot-operation-by = Asked by { $who }
bot-operation-by-two = Asked by { $who }, agreed by { $second }
bot-operation-retracted = ✓ taken back { $after } later: { $reason }
bot-triage-noticed = 🕒 Taken. The triage goes on above.
bot-answer-kept = ✓ Kept with #{ $number }
bot-toast-yours = #{ $number } is yours already
bot-triage-duplicate = ⚠️ Already open: { $incidents }
bot-operation-watching = I watch it for two more minutes; if it falls again, I say so.
bot-operation-held = Watched for two minutes: it holds.
bot-operation-last-lines = Its last lines
bot-operation-evidence = Evidence kept:
bot-next-recreate = Next in the procedure: recreate the project (down, then up -d).
bot-next-restore = Next in the procedure: restore the data from the last verified backup.
bot-next-logs = Next in the procedure: read its log.
bot-next-logs-recreate = Next in the procedure: read its log; if that does not say why, recreate the project.
bot-next-escalate = Next in the procedure: escalate; raise the severity and call somebody.

bot-metrics-days-range = Days: 1 to 3650, for example /metrics 90
bot-metrics-title = Success metrics, last { $days } days
bot-metrics-days = { $days ->
    [one] { $days } day
   *[other] { $days } days
}
bot-metrics-metric = Metric
bot-metrics-target = Target
bot-metrics-measured = Measured
bot-audit-title = Who did what, { $days ->
    [one] the last day
   *[other] the last { $days } days
 }: { $count }
bot-audit-empty = Nothing was done in this time.
bot-audit-file = Audit of { $days ->
    [one] one day
   *[other] { $days } days
 }, { $rows ->
    [one] one row
   *[other] { $rows } rows
 }. Times are UTC.
bot-audit-days-range = Days: 1 to { $most }, for example /audit 90
bot-button-csv = CSV file
bot-command-audit = Who did what, as a file too
bot-metrics-none = no data yet
bot-metrics-few = too few (n={ $n })
bot-metrics-count = { $name }: n={ $n }
bot-metrics-spread = { $name }: n={ $n }, median { $median }, p90 { $p90 }
bot-metrics-how = How they are measured
bot-metric-rto = RTO
bot-metric-rpo = RPO
bot-metric-mttr = MTTR
bot-metric-mtbf = MTBF
bot-metric-pass-rate = Pass rate
bot-metric-how-rto = RTO: from detection to service restored; the worst case is judged
bot-metric-how-rpo = RPO: age of the newest data that a restore or drill brought back; the worst case is judged
bot-metric-how-mttr = MTTR: mean time to triage, from detection to triaged
bot-metric-how-mtbf = MTBF: (period − unplanned downtime) ÷ failures, from two failures on
bot-metric-how-pass-rate = Pass rate: (restores and scheduled drills that passed) ÷ (those attempted + those missed)

bot-settings-title = Settings
bot-settings-language = Language:
bot-settings-rich = Rich messages (tables, foldable details):
bot-settings-access = You may:
bot-access-viewer = look (viewer)
bot-access-responder = look and operate (responder)
bot-access-admin = everything (admin)
bot-settings-reachable = Everybody can be reached.
bot-unreachable-blocked = { $name } has blocked the bot
bot-unreachable-never-started = { $name } has never started the bot: they must open it and press Start
bot-unreachable-chat-gone = { $name }’s chat is gone
bot-unreachable-unseen = { $name } has not written to the bot yet
bot-oncall-unreachable = The on-call chat cannot be written to: add the bot to it
bot-right-member = The bot is not a member of the on-call chat
bot-right-pin = The bot may not pin messages in the on-call chat: cards are not pinned
bot-right-topics = The bot may not manage topics in the on-call chat
bot-right-readsAll = Privacy mode is on: in the group the bot hears commands and replies only (this is enough)

## projects: operations on a compose project

operations-project-gone = project { $project } has no containers any more. Bring it up on the host with docker compose up -d, or look at /status for what there is.
operations-own-project = I run in project { $project } myself. I would stop myself and could not start again. Do it from the host: docker compose restart
operations-project-nothing-runs = nothing of { $project } runs, so there is nothing to stop. Start brings it up.
operations-project-all-run = all of { $project } runs already
operations-project-saving-evidence = saving logs and inspect of { $count ->
    [one] 1 container
   *[other] { $count } containers
 } first
operations-project-stopping = stopping { $services }{ $more ->
    [0] {""}
   *[other] {" "}and { $more } more
 }
operations-project-starting = starting { $services }{ $more ->
    [0] {""}
   *[other] {" "}and { $more } more
 }
operations-project-waiting-for = waiting until { $services } is ready, others need it{ $more ->
    [0] {""}
   *[other] {" "}(and { $more } more)
 }
operations-project-waiting = { $well } of { $total } well, waiting for { $services }{ $more ->
    [0] {""}
   *[other] {" "}and { $more } more
 }
operations-compose-down = compose down { $lines ->
    [none] is running
   *[other] prints:
 }
operations-compose-up = compose up -d { $lines ->
    [none] is running
   *[other] prints:
 }
operations-project-restarted = { $count ->
    [one] its 1 container is well
   *[other] all { $count } containers are well
 }
operations-project-started = { $count ->
    [one] 1 container was started and is well
   *[other] { $count } containers were started and are well
 }
operations-project-stopped = { $count ->
    [one] 1 container stopped
   *[other] { $count } containers stopped
 }; it stays down until somebody starts it
operations-project-recreated-compose = made anew with compose down and up -d; { $count ->
    [one] its 1 container is well
   *[other] all { $count } containers are well
 }
operations-project-recreated-engine = stopped and started in order, without compose, so the containers are the same; { $count ->
    [one] its 1 container is well
   *[other] all { $count } containers are well
 }
operations-project-unwell = { $services }{ $more ->
    [0] {""}
   *[other] {" "}and { $more } more
 } not well; { $well } of { $total } are
operations-project-unknown = it is not known how { $services }{ $more ->
    [0] {""}
   *[other] {" "}and { $more } more
 } ended: Docker stopped answering
operations-project-still-runs = { $services }{ $more ->
    [0] {""}
   *[other] {" "}and { $more } more
 } still run
operations-project-cause = { $service }: { $cause ->
    [unhealthy] its health check fails
    [not-well-in-time] not well within the time its health check allows
    [crash-loop] keeps falling, exit code { $code }
    [exited] ended with exit code { $code }
    [stopped-not-started] stopped and not started, exit code { $code }
    [out-of-memory] ran out of memory and was killed
    [gone] has no container any more: it is down
    [did-not-happen] runs as before, nothing happened to it
   *[other] did not become well
 }
operations-project-refused = Docker refused { $service }: { $problem }
operations-project-not-ready = { $services }{ $more ->
    [0] {""}
   *[other] {" "}and { $more } more
 } was not ready in its time; what needs it was started all the same
operations-project-no-order = The order was not known (no depends_on to be read): all were stopped and started at once
operations-project-not-begun = I was stopped before it began; nothing was touched. Ask again if it is still wanted
operations-project-finished-after-kill = I was stopped in the middle. What had been stopped is started again
operations-project-up-after-kill = I was stopped in the middle. compose up -d was called once more, so that nothing stays down
operations-project-cancelled-before = cancelled before it began; nothing was touched
operations-project-cancelled-after = it was brought down and up again, but the waiting was cancelled: nobody has seen it well yet
operations-project-cancelled-stop = cancelled in the middle: what was stopped by then stays stopped, the rest runs. Start brings all of it up
operations-project-cancelled-start = cancelled in the middle: what was started by then runs, and nobody has seen it well yet
operations-project-away = Docker stopped answering in the middle and did not come back: parts of { $project } may be down. On the host: systemctl status docker, then docker compose up -d
operations-project-compose-not-any-more = compose can no longer do it, so nothing was touched. Ask again to see what is possible
operations-project-compose-code = compose up -d ended with { $code ->
    [unknown] no exit code: it took too long
   *[other] exit code { $code }
 }
operations-project-down-code = compose down ended with { $code ->
    [unknown] no exit code: it took too long
   *[other] exit code { $code }
 }, up -d followed all the same
operations-project-started-the-rest = compose left { $services }{ $more ->
    [0] {""}
   *[other] {" "}and { $more } more
 } standing; started without it
operations-project-output-lost = What compose printed could not be saved
operations-compose-no-files = Its containers do not say where its compose files are
operations-compose-file-missing = I cannot read { $file }. Where I run in a container, mount the folder at the same path
operations-compose-no-program = There is no docker compose where I run
operations-compose-files-broken = compose refuses its files: { $problem }
operations-compose-other-files = { $file } describes other services than those that run: it is not the file they came from
operations-compose-out-of-sight = Its files have services that I am not allowed to see: { $services }
operations-compose-unset-variables = Its files use variables that are set nowhere I can read: { $names }. Put them into the .env beside the compose file
operations-compose-images-missing = These images are not on the host, and I pull and build nothing: { $images }
operations-scale-unknown = the compose files have no service { $service }
operations-scale-named = { $service } has a name of its own (container_name { $container }), so there can be only one
operations-scale-port = { $service } has port { $port } of the host to itself, so there can be only one
operations-scale-same = { $service } runs { $count } times already
operations-scale-done = it runs { $count ->
    [one] once, and is well
   *[other] { $count } times, and all are well
 }
operations-scale-not-reached = { $count } were asked for, { $now } are there
operations-scale-refused = compose says: { $problem }
operations-scale-cancelled-before = cancelled before it began; nothing was changed
operations-scale-cancelled-after = compose was called, but the waiting was cancelled: look how many there are
bot-project-gone = This project has no containers any more. /status shows what there is.
bot-project-title = { $verb ->
    [restart] Restart project { $project }?
    [stop] Stop project { $project }?
    [start] Start project { $project }?
   *[recreate] Recreate project { $project }?
 }
bot-project-do = { $verb ->
    [restart] Restart { $project }
    [stop] Stop { $project }
    [start] Start { $project }
   *[recreate] Recreate { $project }
 }
bot-project-do-short = { $verb ->
    [restart] Restart project
    [stop] Stop project
    [start] Start project
   *[recreate] Recreate project
 }
bot-project-order-restart = Stops { $running } of { $total } in this order, then starts them the other way round: { $services }
bot-project-order-recreate = Takes down all { $total } ({ $running } run) in this order, then up the other way round: { $services }
bot-project-order-stop = Stops { $running } of { $total } in this order: { $services }
bot-project-order-start = { $running } of { $total } run; starts the rest in this order: { $services }
bot-project-order-unknown = The order is not known (no depends_on to be read), so all at once: { $services }
bot-project-ring = These need each other, so they go together: { $services }
bot-project-no-compose = compose down and up -d cannot be used. I stop and start instead:
bot-project-same-containers = The containers stay the same: a new image or a changed file takes no effect
bot-project-by-compose = With { $program }: down, then up -d, from { $files }. No pull, no build
bot-project-changed = The compose file has changed since; recreate applies it to: { $services }
bot-project-changed-unknown = Whether the compose file has changed since cannot be told; recreate applies what it says now
bot-project-limits-lost = The memory limits that were set here are lost: { $services }. Write them into the compose file first
bot-project-added = Also started, because the file has them: { $services }
bot-project-standing = Also started, though it stands now: { $services }
bot-project-scales = As many as now: { $services }
bot-project-orphans = Left alone, because the file does not have them: { $services }
bot-project-neighbours = Others share its networks: { $containers }
bot-project-connected-nobody = Nobody outside is connected now
bot-project-evidence = First I save logs and inspect of { $count ->
    [one] 1 container
   *[other] { $count } containers
 }
bot-project-wait = I wait until each is well, at most { DURATION($wait) } each
bot-project-stays-down = It stays down until somebody starts it
bot-project-button-recreate = ♻️ Recreate…
bot-project-button-start = ▶️ Start…
bot-scale-pick = { $project }: run which service more or less often?
bot-scale-none = { $project }: no service can run more than once
bot-scale-how-many = { $service } runs ×{ $count }. How many?
bot-scale-title = { $service }: from { $from } to { $count }?
bot-scale-do = { $service } ×{ $count }
bot-scale-more = compose starts { $by } more
bot-scale-less = compose stops and removes { $by }, those with the highest numbers; connections to them end
bot-scale-others = The others go on as they are; no other service is touched
bot-scale-until-recreate = The compose file is not changed; a later up on the host may go back to its number

bot-command-disk = What takes the space, and what can be freed
bot-operation-cleanup = Clean-up: { $target }
bot-disk-group-image = Images
bot-disk-group-container = Containers
bot-disk-group-volume = Volumes
bot-disk-group-cache = Build cache
bot-disk-group-log = Logs
bot-disk-group-own = Vakhta
bot-disk-measuring = Measuring… The Engine adds up its files; on a large host that takes up to a minute.
bot-disk-no-picture = What was measured is no longer true. Tap “Refresh”.
bot-disk-failed = Could not be measured: { $reason }
bot-disk-unknown = No disk is known.
bot-disk-available = { BYTES($bytes) } free
bot-disk-safe-shared = { $count ->
    [one] Safe to remove: { $count } thing; how much it frees shows afterwards
   *[other] Safe to remove: { $count } things; how much they free together shows afterwards
  }
bot-disk-safe-few = 🧹 Nothing to gain: what is safe to remove frees next to nothing.
bot-disk-safe = Safe to free: { BYTES($bytes) }
bot-disk-safe-at-least = Safe to free: at least { BYTES($bytes) }
bot-disk-nothing-safe = 🧹 Nothing is safe to free without a look. What could go stands on the pages.
bot-disk-count = #
bot-disk-size = size
bot-disk-can-go = can go
bot-disk-grew = Grew since
bot-disk-empty = Nothing here.
bot-disk-free = free to go
bot-disk-warn-last-images = last image of { $project } (stopped)
bot-disk-warn-old-version = older version, { $project } runs a newer
bot-disk-warn-stopped-project = of { $project }, which is stopped
bot-disk-warn-built-here = built here, in no registry
bot-disk-warn-live-log = what it holds now is lost
bot-disk-unused = ◻️ not in use
bot-disk-cache-free = not in use; the next build is slower
bot-disk-cache-entries = { $count ->
    [one] { $count } entry
   *[other] { $count } entries
  }
bot-disk-frees = frees { BYTES($bytes) }, the rest is shared
bot-disk-rotated-log = old files
bot-disk-live-log = current file
bot-disk-live-note = A current file is emptied: what it holds is lost, its last 200 lines are kept.
bot-disk-logs-unreadable = { $count ->
    [one] The log of { $count } container cannot be read: the host’s file system is not there for me.
   *[other] The logs of { $count } containers cannot be read: the host’s file system is not there for me.
  } Mount it (-v /:/host:ro,rslave, HOST_ROOT=/host); to clean logs, mount /var/lib/docker/containers under it writable and run me as root.
bot-disk-logs-elsewhere = { $count ->
    [one] { $count } container keeps its log elsewhere: { $drivers }
   *[other] { $count } containers keep their logs elsewhere: { $drivers }
  }
bot-disk-volume-note = A volume goes only by itself, after its name was typed.
bot-disk-own-database = database { BYTES($bytes) }
bot-disk-own-evidence = evidence { BYTES($bytes) }
bot-disk-own-reports = reports { BYTES($bytes) }
bot-disk-own-attachments = attachments { BYTES($bytes) }
bot-disk-own-backups = backups { BYTES($bytes) }
bot-disk-own-other = other { BYTES($bytes) }
bot-disk-own-how = Old evidence and report files go by themselves each day (retention in vakhta.yaml); those of open incidents stay.
bot-disk-nothing = Nothing of it can go any more. Tap “Refresh”.
bot-disk-ask-image = Remove the image { $name }?
bot-disk-ask-container = Remove the container { $name }?
bot-disk-ask-volume = Remove the volume { $name }?
bot-disk-ask-cache = Remove { BYTES($bytes) } of build cache?
bot-disk-ask-rotated-log = Remove the old log files of { $name }?
bot-disk-ask-live-log = Empty the log of { $name }?
bot-disk-ask-own = Remove { $name }?
bot-disk-ask-logs = { $count ->
    [one] Empty { $count } log?
   *[other] Empty { $count } logs?
  }
bot-disk-ask = { $count ->
    [one] Remove { $count } thing?
   *[other] Remove { $count } things?
  }
bot-disk-fact-image = Image { $name } · { BYTES($bytes) }
bot-disk-fact-container = Container { $name } · { BYTES($bytes) }
bot-disk-fact-volume = Volume { $name } · { BYTES($bytes) }
bot-disk-fact-cache = Build cache · { BYTES($bytes) }
bot-disk-fact-rotated-log = Old log files of { $name } · { BYTES($bytes) }
bot-disk-fact-live-log = Current log file of { $name } · { BYTES($bytes) }
bot-disk-fact-own = { $name } · { BYTES($bytes) }
bot-disk-fact-more = { $count ->
    [one] and { $count } more; all of them are in the file below
   *[other] and { $count } more; all of them are in the file below
  }
bot-disk-fact-exact = Frees { BYTES($bytes) } ({ $bytes } bytes)
bot-disk-fact-at-least = Frees at least { BYTES($bytes) } ({ $bytes } bytes), and the layers that only these share
bot-disk-fact-shared = Frees the layers that only these share; how much that is shows afterwards
bot-disk-fact-left = { $count ->
    [one] { $count } smaller one is left for the next time
   *[other] { $count } smaller ones are left for the next time
  }
bot-disk-fact-evidence = First I save the last 200 lines of each log
bot-disk-fact-checked = Each is looked at once more right before; what came into use stays
bot-disk-list = { $count ->
    [one] { $count } thing, { BYTES($bytes) }: kind, bytes, name, id
   *[other] { $count } things, { BYTES($bytes) }: kind, bytes, name, id
  }
bot-disk-volume-title = Remove a volume with { BYTES($bytes) } of data?
bot-disk-volume-how = This cannot be undone. Type the name of the volume to go on.
bot-disk-volume-typed = name typed, see the question below
bot-disk-volume-cancelled = stays as it is
bot-disk-volume-wrong = That is not its name, nothing was done. Type exactly { $name }, or cancel.
bot-disk-volume-gone = This volume is gone.
bot-disk-volume-kept = { $name } is needed now and stays.
bot-disk-limit-title = Logs of { $project } that stay small
bot-disk-limit-what = { $count ->
    [one] { $count } service writes its log without a limit. This compose file sets one: three files of 10 MB.
   *[other] { $count } services write their logs without a limit. This compose file sets one: three files of 10 MB each.
  }
bot-disk-limit-how = Put it beside the project’s own file; the containers are made anew:
bot-disk-limit-file = The file for { $project }
bot-disk-limit-none = Every service of this project has a limit for its log by now.

## backups in the chat: /backup, /restore
bot-command-backup = Backups: make, verify, drill, browse: /backup shop
bot-command-restore = Restore data from a backup: /restore shop
bot-command-schedule = What runs by itself: backups, checks, restore tests
bot-backup-ago = { $time } ago
bot-backup-consistency-stopped = services stopped
bot-backup-consistency-paused = services paused
bot-backup-consistency-hook = by its own dump
bot-backup-consistency-live = read live
bot-backup-short-stopped = stopped
bot-backup-short-paused = paused
bot-backup-short-hook = dump
bot-backup-short-live = live
bot-backup-verify-never = not verified
bot-backup-verify-passed = verified { $when }
bot-backup-verify-failed = verification failed { $when }
bot-backup-drill-never = not drilled
bot-backup-drill-passed = drilled { $when }
bot-backup-drill-failed = drill failed { $when }
bot-backup-none = No backups yet
bot-backup-none-how = A set appears here by itself for every compose project with named volumes; other volumes and folders are named in vakhta.yaml (backups). None is seen now.
bot-backup-title = { $count ->
    [one] Backups: { $count } set, verified in time
   *[other] Backups: { $count } sets, all verified in time
}
bot-backup-title-wrong = Backups: { $wrong } of { $of } sets without a fresh verified one
bot-backup-engine-away = The Docker Engine does not answer. What is stored can be looked at; a backup or a restore has to wait.
bot-backup-project-gone = project gone
bot-backup-no-backup = { $volumes ->
    [one] no backup yet · { $volumes } volume
   *[other] no backup yet · { $volumes } volumes
}
bot-backup-more-warnings = { $count ->
    [one] … and { $count } more warning
   *[other] … and { $count } more warnings
}
bot-backup-rate-none = Restore tests in 90 days: none yet
bot-backup-rate = Restore tests in 90 days: { $passed } of { $of } passed ({ $rate })
bot-backup-rate-hand = by hand { $passed } of { $of }
bot-backup-set-none = No backup yet. “Back up now” makes one; with /restore it comes back.
bot-backup-set-no-good = no good backup
bot-backup-count = { $count ->
    [one] { $count } backup
   *[other] { $count } backups
}
bot-backup-recovery = Back in { $took } in the drill
bot-backup-recovery-rto = Back in { $took } in the drill (RTO { $rto })
bot-backup-damaged = damaged
bot-backup-damaged-what = Damaged: it is never restored. Verify says what is wrong with it.
bot-backup-skipped = { $count ->
    [one] Not taken: { $count }
   *[other] Not taken: { $count }
}
bot-backup-button-now = 💾 Back up now
bot-backup-button-schedule = 🗓 Schedule
bot-backup-button-clean = 🧹 Clean up…
bot-backup-button-verify = ✓ Verify
bot-backup-button-drill = 🎯 Drill…
bot-backup-button-files = 📂 Files
bot-backup-button-restore = ♻️ Restore…
bot-backup-button-open = Open
bot-backup-button-begin = Begin
bot-backup-button-up = ↑ Up
bot-backup-button-send = 📤 Send file
bot-backup-button-restore-file = ♻️ Restore file…
bot-backup-button-level-2 = Data only
bot-backup-button-level-3 = Data and services
bot-backup-button-import = 📥 Import ({ $count })
bot-backup-button-import-now = 📥 Import
bot-backup-button-archives = 📥 Archives
bot-backup-button-all = 💾 All sets
bot-backup-imports = { $count ->
    [one] One archive of another script
   *[other] { $count } archives of another script
  }
bot-backup-imports-none = There is no archive to import
bot-backup-imports-how = Archives of a backup script (NAME-YYYYMMDD-HHMMSS.tar.gz, with .sha256 beside) are looked for in { $folders }. More folders: backups.importFrom in vakhta.yaml.
bot-backup-imports-done = imported
bot-backup-import-gone = This archive is no longer there. /backup import shows what is.
bot-backup-import-ask = Import { $file }?
bot-backup-import-fact-size = { BYTES($bytes) }, read in and packed anew; the archive itself stays as it is
bot-backup-import-fact-what = Afterwards it can be verified, drilled and restored like any backup; what it lacks is said
bot-backup-gone = This backup is gone.
bot-backup-set-gone = There is no such set and no backup of it any more.
bot-backup-unreadable = The manifest of this backup cannot be read. Verify says what is wrong.
bot-backup-unknown = There is no set “{ $text }”. There are: { $names }.
bot-backup-unknown-none = There is no set “{ $text }”, nor any other: nothing can be backed up yet.
bot-backup-nothing = { $set } has nothing that could be backed up: no volume and no readable configuration.
bot-backup-holds = { $count ->
    [one] { BYTES($bytes) } in { $count } volume
   *[other] { BYTES($bytes) } in { $count } volumes
}
bot-backup-stored = takes { BYTES($bytes) }
bot-backup-stood = they stood still for { $time }
bot-backup-stood-not = nothing stood still
bot-backup-origin-safety = 🛟 Put aside by a restore before it changed anything
bot-backup-origin-import = 📥 From an archive of another script
bot-backup-gaps = { $count ->
    [one] ⚠️ What it lacks: { $count }
   *[other] ⚠️ What it lacks: { $count }
}
bot-backup-lost-xattr = extended attributes that Docker’s API does not give: { $count }
bot-backup-lost-acl = access lists that Docker’s API does not give: { $count }
bot-backup-lost-sparse = sparse files, which come back at full size: { $count }
bot-backup-lost-socket = sockets, which their service makes anew: { $count }
bot-backup-lost-not-looked-at = nobody could look for what Docker’s API leaves out: { $count }
bot-backup-lost-changed-while-read = files that changed while they were read: { $count }
bot-backup-lost-vanished-while-read = files that vanished while they were read: { $count }
bot-backup-lost-shrank-while-read = files that shrank while they were read: { $count }
bot-backup-lost-old-mtime = times before 1970, which come back as 1970: { $count }
bot-backup-lost-database-unprotected = databases read while they wrote: { $count }
bot-backup-lost-userns = owners are mapped (userns-remap): { $count }
bot-backup-missing-compose = compose file { $name } could not be read
bot-backup-missing-env = env file { $name } could not be read
bot-backup-missing-volume = volume { $name } is not in it
bot-backup-missing-image = image { $name } has no digest
bot-backup-missing-path = { $name } is not in it
bot-backup-missing-secrets = secrets of { $name } are not in it
bot-backup-missing-metadata = { $name }: not recorded
bot-backup-volumes = { $count ->
    [one] { $count } volume
   *[other] { $count } volumes
}
bot-backup-files = { $count ->
    [one] { $count } file
   *[other] { $count } files
}
bot-backup-same = unchanged since the one before
bot-backup-services = { $count ->
    [one] { $count } service
   *[other] { $count } services
}
bot-backup-config = { $count ->
    [one] { $count } configuration file
   *[other] { $count } configuration files
}
bot-backup-proofs = Proofs: { $count }
bot-backup-proof-verify = verified
bot-backup-proof-drill = { $level ->
    [3] drill with services
   *[2] drill, data only
}
bot-backup-proof-restore = restored
bot-backup-about = About it
bot-backup-store-local = in Vakhta’s own store
bot-backup-store-restic = in restic
bot-backup-encrypted = encrypted
bot-backup-not-encrypted = not encrypted
bot-backup-extra-hook = output of hooks
bot-backup-extra-logs = last logs
bot-backup-extra-git = state of git
bot-backup-extra-metadata = metadata
bot-backup-drill-title = Drill the backup of { $set }, { $when }
bot-backup-drill-what = It is restored for real, beside what runs; nothing that runs is touched, and everything is removed afterwards.
bot-backup-drill-data = Data only: restored into scratch volumes and compared file by file
bot-backup-drill-services = Data and services: then copies of { $services } start on it in a closed network, until they are healthy
bot-backup-drill-no-services = It holds no service that could be started on it
bot-backup-browse-title = Backup of { $set }: which volume?
bot-backup-folder-empty = This folder is empty.
bot-backup-type-folder = folder
bot-backup-type-symlink = symbolic link
bot-backup-type-hardlink = second name of a file (hard link)
bot-backup-type-fifo = named pipe
bot-backup-type-char = device
bot-backup-type-block = device
bot-backup-type-file = file
bot-backup-owner = owner { $uid }:{ $gid }
bot-backup-changed = changed
bot-backup-too-large-to-send = Too large for the chat: more than 1 MiB.
bot-backup-sent = from the backup of { $set },
bot-backup-prune-title = { $count ->
    [one] Clean up { $set }: { $count } goes, { BYTES($bytes) } freed
   *[other] Clean up { $set }: { $count } go, { BYTES($bytes) } freed
}
bot-backup-prune-nothing = { $set }: nothing to clean up, every backup is needed.
bot-backup-prune-stays = { $count ->
    [one] { $count } stays, and why
   *[other] { $count } stay, and why
}
bot-backup-prune-rule = Kept: { $daily } daily, { $weekly } weekly, { $monthly } monthly; what restores put aside for { DURATION($safety) }.
bot-backup-keep-daily = of its day
bot-backup-keep-weekly = of its week
bot-backup-keep-monthly = of its month
bot-backup-keep-last-good = last good one
bot-backup-keep-last-drilled = last one drilled
bot-backup-keep-in-use = in use now
bot-backup-keep-fresh-safety = put aside lately
bot-backup-keep-import = imported by hand
bot-backup-keep-damaged = damaged, removed only by hand
bot-backup-prune-ask = { $count ->
    [one] Remove { $count } backup of { $set }?
   *[other] Remove { $count } backups of { $set }?
}
bot-backup-prune-fact = { $id } · { BYTES($bytes) }
bot-backup-prune-frees = Frees { BYTES($bytes) }; what is needed by then stays
bot-backup-prune-warning = What is removed cannot be restored any more.
bot-backup-ask = Back up { $set } now?
bot-backup-ask-backup-verify = Verify a backup of { $set }?
bot-backup-ask-drill = Drill a backup of { $set }?
bot-backup-ask-restore-dry-run = Try out a restore of { $set }?
bot-backup-fact-tree = { $name } · { BYTES($bytes) }
bot-backup-fact-tree-unknown = { $name } · size not known before
bot-backup-fact-more = … and { $count } more
bot-backup-fact-config = { $count ->
    [one] { $count } configuration file
   *[other] { $count } configuration files
}
bot-backup-fact-runs-on = Nothing stands still: it is read while it runs
bot-backup-fact-stands = Stands still meanwhile: { $services }
bot-backup-fact-stands-for = Stands still for about { $time }: { $services }
bot-backup-fact-took = Takes about { $time }, as the last time
bot-backup-fact-free = { BYTES($bytes) } free in the store
bot-backup-bar-of = { $done } of { $total }
bot-backup-bar-rate = { $rate }/s
bot-backup-bar-left = { $time } left
bot-restore-backup-none = Nothing to restore: there is no backup
bot-restore-backup-none-how = /backup makes one; the nightly one does so by itself.
bot-restore-backup-whose = Restore: whose data?
bot-restore-backup-no-good = no good backup
bot-restore-backup-set-none = { $set } has no backup.
bot-restore-backup-which = Restore { $set }: from which backup?
bot-restore-backup-damaged = Damaged: it cannot be restored.
bot-restore-backup-title = Restore { $set } as it was { $when }
bot-restore-backup-not-good = This backup failed a verification or a drill. Better take another one.
bot-restore-backup-empty-engine = This project is not on this Engine. Choose its configuration too: compose and env files are written where they were.
bot-restore-backup-dry-run-what = First a dry run: it shows what would change and changes nothing.
bot-restore-backup-nothing-chosen = Nothing is chosen.
bot-restore-backup-button-config = ⚙️ Configuration…
bot-restore-backup-button-files = 📂 Single file…
bot-restore-backup-button-dry-run = ▶️ Dry run
bot-restore-backup-button-diff = ± { $number }
bot-restore-backup-button-again = 🔄 Dry run again
bot-restore-backup-button-other = Choose anew
bot-restore-backup-config-title = Configuration files
bot-restore-backup-config-warning = An old env file brings old secrets back: whatever was rotated since stops working. Look at ± first.
bot-restore-backup-role-compose = compose
bot-restore-backup-role-env = env
bot-restore-backup-role-other = other
bot-restore-backup-diff-same = As it is now: nothing would change.
bot-restore-backup-diff-how = − as it is now, + as it would be. Secrets are masked.
bot-restore-backup-diff-cut = The rest is left out.
bot-restore-backup-loss = What was written in the last { $time } will be lost
bot-restore-backup-stops = Stand still meanwhile: { $services }
bot-restore-backup-stops-for = Stand still for about { $time }: { $services }
bot-restore-backup-stops-nothing = No service has to stand still
bot-restore-backup-others = Other projects use these volumes too and stand still: { $projects }
bot-restore-backup-no-images = Not on this Engine, and needed: { $images }
bot-restore-backup-added = +{ $count } new
bot-restore-backup-changed = ~{ $count } changed
bot-restore-backup-deleted = −{ $count } deleted
bot-restore-backup-written = { $written } written
bot-restore-backup-tree-missing = made anew, { BYTES($bytes) }
bot-restore-backup-tree-same = as in the backup, nothing changes
bot-restore-backup-config-same = as it is now
bot-restore-backup-config-changed = would change
bot-restore-backup-config-missing = would be written anew
bot-restore-backup-config-left = Not chosen, so left as they are now, though the backup has them otherwise: { $count ->
    [one] { $count } configuration file
   *[other] { $count } configuration files
}
bot-restore-backup-samples = { $count ->
    [one] { $count } file
   *[other] { $count } files
}
bot-restore-backup-run-gone = This dry run is not known any more. Choose a backup in /restore again.
bot-restore-backup-run-old = The data has moved on since this dry run: it is older than 10 minutes, or a restore came after it. Run it again.
bot-restore-backup-run-problems = The dry run found something that stands against it. See above.
bot-restore-backup-name-title = Restore { $set }?
bot-restore-backup-name-how = Data is overwritten. Type the name of the set to go on.
bot-restore-backup-name-typed = name typed, see the question below
bot-restore-backup-name-cancelled = nothing is restored
bot-restore-backup-name-wrong = That is not its name, nothing was done. Type exactly { $set }, or cancel.
bot-restore-backup-ask = Restore { $set } now?
bot-restore-backup-do = Restore { $set }
bot-restore-backup-fact-trees = Put back exactly as it was: { $names }
bot-restore-backup-fact-config = Written over: { $paths }
bot-restore-backup-fact-safety = First I put aside what is there now; if anything fails, I put it back
bot-restore-backup-steps = Its steps
bot-restore-backup-step-verify = Verify the backup
bot-restore-backup-step-stage = Unpack it beside, compare
bot-restore-backup-step-hold = Note how everything stands
bot-restore-backup-step-stop = Stop the services
bot-restore-backup-step-safety = Put aside what is there
bot-restore-backup-step-apply = Write the data
bot-restore-backup-step-compare = Compare with the backup
bot-restore-backup-step-config = Write the configuration
bot-restore-backup-step-start = Start, wait until well
bot-restore-backup-step-commit = Keep it
bot-restore-backup-step-back = Go back to the old data
bot-restore-backup-step-back-stop = Stop the services again
bot-restore-backup-step-back-apply = Write the old data back
bot-restore-backup-step-back-config = Put the old configuration back
bot-restore-backup-step-back-start = Start the services
bot-restore-backup-step-back-done = The old data is back
bot-restore-backup-step-release = Give back the restart policies
bot-restore-backup-step-clean-up = Remove what only served
bot-restore-backup-step-stuck = Left stopped for a person
bot-button-free = Free { BYTES($bytes) }
bot-button-free-safe = Free ✅ { BYTES($bytes) }
bot-button-free-all = Free all { BYTES($bytes) }
bot-button-free-ticked = Free ☑ { BYTES($bytes) }
bot-button-remove = Remove { $count }
bot-button-remove-safe = Remove ✅ { $count }
bot-button-remove-all = Remove all { $count }
bot-button-remove-ticked = Remove ☑ { $count }
bot-button-untick = Untick all
bot-button-log-limit = ⚙️ Limit { $project }

## logs: what the engine of the logs says

logs-gone = the container is gone
logs-dead = Docker is removing the container; its log can no longer be read
logs-unreadable-driver = its log driver keeps nothing that Docker could read back (logging driver “none”, or one that only sends logs away)
logs-refused = Docker refused to read its log: { $reason }
logs-cut-off = the log was cut off in the middle
logs-bad-regex = This is not a regular expression: { $reason }. Write /time.*out/, or plain text without the slashes.
logs-regex-slow = This regular expression takes too long on these lines. Make it simpler: fewer nested “+” and “*”, or plain text.

## backups: verify and drill

backups-restic-no-repository = There is no restic repository at RESTIC_REPOSITORY.
backups-restic-wrong-password = RESTIC_PASSWORD is not the password of that repository. Nothing was changed.
backups-restic-locked = The restic repository is in use by another process. Try again when it is done; "restic unlock" removes a lock that nobody holds any more.
backups-restic-away = The restic repository cannot be reached: { $problem }
backups-restic-other = restic says: { $problem }
backups-restic-not-set = This backup lies in a restic repository, and RESTIC_REPOSITORY is not set.
backups-restic-no-engine-space = There is too little room on the disk of Docker to restore it beside: { BYTES($free) } free, { BYTES($needed) } are needed (/disk).
backups-restic-manifest-not-kept = Its manifest is in DATA_DIR only: it could not be put into the repository too.
backups-progress-restic = fetching { $name } from the repository
backups-progress-verify = checking { $name }
backups-progress-drill = restoring { $name } beside the real one and comparing
backups-verify-passed = every byte is as it was stored, in { $trees ->
    [one] one volume
   *[other] { $trees } volumes
 }{ $gaps ->
    [0] , configuration complete
   *[other] {""}
 }
backups-verify-incomplete = the data are whole, the configuration is not: { $name } is missing{ $count ->
    [one] {""}
   *[other] {" "}(and { $count } in all)
 }
backups-verify-interrupted = it did not come to an end: what was not looked at is not verified
backups-proof-damaged = the backup is damaged: { $name }{ $count ->
    [one] {""}
   *[other] {" "}({ $count } problems)
 }. It will not be restored. Take another one, and make a new one now
backups-proof-unreadable = it is encrypted with another passphrase than the one that is configured. Nothing is known to be wrong with it
backups-proof-no-space-scratch = the Engine’s disk became full while { $name } was unpacked beside the real one. Free space, then try again
backups-proof-no-space-data = Vakhta’s own disk is full (DATA_DIR). Free space, then try again
backups-proof-no-archive = the data of { $name } are in another store than this one
backups-proof-torn = Docker broke off while what came out of { $name } was read again
backups-proof-engine = Docker refused: { $reason }
backups-proof-engine-away = Docker did not answer any more
backups-proof-left-behind = Something of it may be left on the Engine; it is taken away at my next start
backups-proof-gaps = The backup itself says that it lacks: { $names }{ $more ->
    [0] {""}
   *[other] {" "}and { $more } more
 }
backups-proof-images-absent = Not on this Engine, so to be pulled or built before a restore on it: { $names }{ $count ->
    [one] {""}
   *[other] {" "}({ $count } images)
 }
archive-problem-missing-file = { $name } is not there
archive-problem-wrong-size = { $name } has not the size that it had
archive-problem-wrong-sha256 = { $name } has changed since it was stored
archive-problem-not-decodable = { $name } cannot be unpacked
archive-problem-wrong-passphrase = { $name } is encrypted with another passphrase
archive-problem-no-tar-end = { $name } ends too early
archive-problem-bad-tar = { $name } is no whole archive
archive-problem-list-differs = the list { $name } is not the one of the archive
archive-problem-entry-differs = { $name } is not what it was
archive-problem-entry-missing = { $name } is not in the archive
archive-problem-entry-extra = { $name } is in the archive and not in its list
archive-problem-manifest-damaged = the description of { $name } is damaged
archive-problem-config-incomplete = { $name } is not in the backup
archive-problem-more = and { $count } more
backups-drill-passed-started = restored beside the real one, every file compared, { $services } started on it and well. Back in { DURATION($took) } (RTO { DURATION($rto) }), data { DURATION($age) } old (RPO { DURATION($rpo) })
backups-drill-passed-compared = restored beside the real one and compared, { $files } files all the same. Back in { DURATION($took) } (RTO { DURATION($rto) }), data { DURATION($age) } old (RPO { DURATION($rpo) })
backups-drill-over-rto = Longer than may be: { DURATION($took) }, the target is { DURATION($rto) }
backups-drill-over-rpo = Older than may be: { DURATION($age) }, the target is { DURATION($rpo) }
backups-drill-interrupted = it did not come to an end, which counts as failed. What it had made is taken away
backups-drill-differs = { $name } did not come back as it was: { $count } differences, the first is { $first }
backups-drill-no-data = there are no data in it to be restored
backups-drill-too-little-space = the Engine’s disk has { BYTES($free) } free, and { BYTES($needed) } are needed. Free space, then try again
backups-drill-only-compared = No service was started on the data: they were compared, and no application has read them
backups-drill-no-service = None of its services mounts a volume of it
backups-drill-not-asked = Its own question was not asked: { $service } did not run in the drill
backups-drill-starting = starting a copy of { $service }
backups-drill-waiting = waiting until the copies are well: { $services }
backups-drill-asking = asking { $service }
backups-copy-gone = the copy of { $service } vanished while it came up
backups-copy-exited = { $service } does not run on the restored data: it ended with code { $code }
backups-copy-unhealthy = { $service } is unhealthy on the restored data
backups-copy-not-in-time = { $service } did not become well on the restored data in its time
backups-copy-nothing-known = { $service } was not started: nothing is known of its container
backups-copy-image-absent = { $service } was not started: its image { $image } is not on the Engine
backups-copy-not-startable = { $service } was not started: { $reason }
backups-copy-from-backup = { $service } was made from the backup’s description: its container is not there
backups-copy-other-image = { $service } ran from the image that it has now, not from the one of the backup
backups-copy-read-only = { $service } could only read what it shares with the host: { $names }{ $more ->
    [0] {""}
   *[other] {" "}and { $more } more
 }
backups-copy-without-mounts = { $service } ran without { $names }{ $more ->
    [0] {""}
   *[other] {" "}and { $more } more
 }: a drill is lent only what lies in the project’s own folder
backups-copy-without-network = { $service } ran without the host’s network
backups-copy-without-devices = { $service } ran without the host’s devices
backups-copy-says-nothing = That { $service } failed says nothing of the data: its copy could not be made as the service is
backups-copy-env-unknown = { $service } ran without values for { $names }{ $more ->
    [0] {""}
   *[other] {" "}and { $more } more
 }: they are in no file of the backup
backups-probe-exit = { $service } runs, and its own question found the data wanting (code { $code })
backups-probe-too-slow = { $service } runs, and did not answer its own question in time
backups-probe-no-address = it runs, and has no address to be asked at
backups-probe-no-answer = { $service } runs, and port { $port } does not answer
backups-probe-status = { $service } answers with { $status } where { $wanted } was expected

## backups: archives of another script
backups-import-name = “{ $file }” is not the name of an archive that can be imported. Expected: NAME-YYYYMMDD-HHMMSS.tar.gz, as codefoundry-20250131-023000.tar.gz.
backups-import-unreadable = “{ $file }” cannot be read. Look whether it is there and whether Vakhta may read it.
backups-import-gone = “{ $file }” is no longer in the folders for imports.
backups-import-wrong-sum = “{ $file }” is not what its .sha256 says: it is damaged, or another file. It was not imported.
backups-import-known = “{ $file }” was imported already: backup { $id } of { $set }.
backups-import-damaged = “{ $file }” is damaged: it is no whole tar.gz. It was not imported.
backups-import-no-space = There is too little room in DATA_DIR to import “{ $file }”. Free some (/disk), then try again.
backups-import-interrupted = The import was interrupted. Nothing of it was kept; it can be done again.
backups-import-unverified = “{ $file }” was imported, and the bot ended before every byte was looked at. Verify it now.
backups-import-done = Imported into { $set }: { $trees ->
    [0] no volume
    [one] one volume
   *[other] { $trees } volumes
  }, { BYTES($bytes) }, and every byte verified.
backups-import-bad = Imported into { $set }, but what came of it is not whole: it will not be restored.
backups-import-no-sum = There was no .sha256 beside it: whether it is as it was made cannot be said.
backups-import-left = { $count ->
    [one] One file in it was not taken: { $names }
   *[other] { $count } files in it were not taken: { $names }
  }
backups-import-lacks-volume = { $count ->
    [one] The script failed at a volume: { $names } is empty or not in it
   *[other] The script failed at { $count } volumes: { $names } are empty or not in it
  }
backups-import-lacks-compose = It holds no compose file: on a lost server that has to come from elsewhere.
backups-import-lacks-secrets = It holds no .env: the script left the secrets out. Keep them elsewhere.
backups-import-lacks-image = It holds no images and no word of them.
backups-import-lacks-metadata = It holds no metadata.txt.
backups-progress-import = reading { $name }

## backups: the store, what is kept, warnings
backups-passphrase-missing = This backup is encrypted, and no passphrase is configured. Set BACKUP_PASSPHRASE to the one it was made with.
backups-passphrase-wrong = This backup is encrypted with another passphrase. Set BACKUP_PASSPHRASE to the one it was made with; the current one stays right for newer backups.
backups-no-such-backup = There is no such backup any more.
backups-no-such-tree = { $name } is not in this backup.
backups-no-such-file = { $name } is not among the configuration files of this backup.
backups-damage-manifest-missing = manifest.json is missing: what is in the backup cannot be known. It is not restored.
backups-damage-checksum-missing = manifest.json.sha256 is missing: nobody can tell whether the manifest is right. It is not restored.
backups-damage-checksum-damaged = manifest.json.sha256 is damaged. The backup is not restored.
backups-damage-manifest-differs = manifest.json and manifest.json.sha256 do not agree: one of them is damaged. The backup is not restored.
backups-damage-manifest-unreadable = manifest.json cannot be read, or a newer version wrote it. The backup is not restored.
backups-damage-manifest-elsewhere = manifest.json is of another backup than its folder. It is not restored.
backups-file-too-large = { $name } is larger than { BYTES($limit) }: too large for the chat. Restore it instead.
backups-file-of-secrets = { $name } is a file for secrets: it is not sent to a chat. Restore it instead.
backups-file-holds-secret = { $name } holds something that looks like a secret: it is not sent to a chat. Restore it instead.
backups-file-packed = { $name } is packed ({ $packed }): whether it holds secrets cannot be seen, so it is not sent. Restore it instead.
backups-file-elsewhere = { $name } lies in another store, from which single files are not sent.
backups-missed-unanswered = nobody answered the reminder
backups-missed-skipped = skipped: { $reason }
backups-prune-doing = removing { $number } of { $of }
backups-prune-done = { $done ->
    [one] One backup removed
   *[other] { $done } backups removed
  }, { BYTES($bytes) } freed
backups-prune-nothing = nothing was removed
backups-prune-interrupted = I was stopped in the middle: { $done } of { $of } are removed, { BYTES($bytes) } freed. The others are whole; ask again for them
backups-prune-cancelled = stopped by a person: { $done } removed, { BYTES($bytes) } freed
backups-prune-kept-daily = Kept { $name }: the day’s backup
backups-prune-kept-weekly = Kept { $name }: the week’s backup
backups-prune-kept-monthly = Kept { $name }: the month’s backup
backups-prune-kept-last-good = Kept { $name }: it is the last good one
backups-prune-kept-last-drilled = Kept { $name }: it is the last one that was drilled
backups-prune-kept-in-use = Kept { $name }: an operation works with it
backups-prune-kept-fresh-safety = Kept { $name }: a restore put it aside not long ago
backups-prune-kept-import = Kept { $name }: it was imported, and is removed only by name
backups-prune-kept-damaged = Kept { $name }: damaged ones are removed only by hand
backups-prune-kept-more = and { $count } more are kept
backups-warning-no-verified = { $set }: { $never ->
    [1] no backup was ever verified
   *[0] the last verified backup is { DURATION($age) } old
  }; it should be at most { DURATION($rpo) }
backups-warning-shrank = { $set }: the last backup shrank from { BYTES($was) } to { BYTES($is) }
backups-warning-drill-failed = { $set }: the last restore test failed
backups-warning-drill-missed = { $set }: a restore test was due and was not done
backups-warning-store-nearly-full = The store of backups is nearly full: { BYTES($free) } free ({ $percent } %), the last backup took { BYTES($last) }
backups-warning-damaged = { $set }: the backup { $backup } is damaged and is not restored

## Backups: what is backed up, and making it

backups-set-gone = There is nothing called { $set } to back up any more: neither a compose project with volumes nor a set of vakhta.yaml.
backups-set-empty = There is nothing in it to back up: no volume, no path and no configuration file that can be read.
backups-no-space = There is too little room for it in DATA_DIR: { BYTES($free) } free, about { BYTES($needed) } are needed. Free some (/disk) or remove old backups, then try again.
backups-label-bad = { $service }: the label { $label } says nothing that I understand and is left out of account. Expected: { $expected }
backups-service-unknown = vakhta.yaml names a service { $service } that has no container
backups-database-unprotected = ⚠️ { $service } is a database ({ $database }) that writes while it is read: the copy may be torn. Say in vakhta.yaml or with a label: stop, pause, or a dump as `before`
backups-plan-live = { $name } is read while in use ({ $services }). To hold it still: vakhta.backup.during=stop (or pause)
backups-plan-foreign = { $name } is also mounted by { $users }, which nobody holds still: it is read live
backups-plan-tight = It may become tight: { BYTES($bytes) } of data, { BYTES($free) } free
backups-skip-excluded = left out, as configured
backups-skip-anonymous = has no name of its own: add it in vakhta.yaml if it matters
backups-skip-tmpfs = lives in memory: nothing to keep
backups-skip-driver = of another driver: I cannot read it
backups-skip-outside-roots = leads outside of backups.roots
backups-skip-unreadable = cannot be read from here
backups-skip-missing = is not there
backups-progress-read = reading { $name }
backups-progress-compare = looking at { $name } a second time: it was written to
backups-create-hook = running the command of { $service }
backups-create-pausing = pausing { $name }
backups-create-looking = looking for what an archive does not keep
backups-create-configuration = taking configuration along
backups-create-done = { BYTES($bytes) } read, { BYTES($stored) } stored and verified · { $consistency ->
    [stopped] services stopped for { DURATION($standstill) }
    [paused] services paused for { DURATION($standstill) }
    [hook] between its commands
   *[live] read live
  }
backups-create-shrank = ⚠️ It is less than half of the last one: { BYTES($bytes) }, before { BYTES($before) }. Look whether something is missing
backups-create-unchanged = { $count ->
    [one] One volume is as it was: stored once
   *[other] { $count } volumes are as they were: stored once
  }
backups-create-missing = Not in it: { $names }
backups-create-pruned = { $count ->
    [one] One old backup removed
   *[other] { $count } old backups removed
  }, { BYTES($bytes) } freed
backups-create-service-down = the backup is stored, but { $services } does not run again
backups-create-gone = { $name } stood still for the backup and was removed meanwhile
backups-create-not-started = { $name } did not start again: { $problem }
backups-create-not-ready = Not healthy in time when the others started: { $services }
backups-create-not-held = { $name } could not be held still: { $problem }. Nothing was stored
backups-create-auto-remove = { $name } is removed by Docker when it stops (--rm): it could not be started again. Use pause or a command instead.
backups-create-set-changed = { $services } would stand still too, which was not so when it was asked for. Ask again.
backups-create-hook-failed = the command of { $service } before the backup failed ({ $code ->
    [timeout] it took too long
   *[other] code { $code }
  }). Nothing was stored
backups-create-after-failed = The command of { $service } after the backup failed ({ $code }): look whether it holds something still
backups-create-torn = { $name } changed too much while it was read, three times over ({ $path }). Hold its services still. Nothing was stored
backups-create-no-space = the store became full. Free space (/disk), then try again. Nothing was stored
backups-create-no-space-at = the store became full while { $name } was read. Free space (/disk), then try again. Nothing was stored
backups-create-tree-gone = { $name } vanished while the backup was made. Nothing was stored
backups-create-engine-away = Docker went away ({ $name }). Nothing was stored
backups-create-engine = Docker refused ({ $name }): { $problem }. Nothing was stored
backups-create-not-verified = what was written of { $name } is not what was read ({ $problem }): look at the disk of DATA_DIR. Nothing was stored
backups-create-not-begun = it had not begun: nothing was touched
backups-create-interrupted = I was ended in the middle. Nothing was stored; what ran before runs
backups-create-interrupted-down = I was ended in the middle. Nothing was stored, and { $services } does not run again
backups-create-cancelled = cancelled: nothing was stored, nothing stood still
backups-create-cancelled-held = cancelled: nothing was stored, what stood still runs again
backups-warn-xattr = { $name }: extended attributes of { $count } files are not kept ({ $paths })
backups-warn-acl = { $name }: access lists (ACL) of { $count } files are not kept ({ $paths })
backups-warn-sparse = { $name }: { $count } sparse files take their whole size when restored ({ $paths })
backups-warn-socket = { $name }: { $count } sockets are not kept; services make them anew ({ $paths })
backups-warn-not-looked-at = { $name }: could not be looked for: { $paths }
backups-warn-changed-while-read = { $name }: { $count } files changed while they were read ({ $paths })
backups-warn-vanished-while-read = { $name }: { $count } files vanished while it was read ({ $paths })
backups-warn-shrank-while-read = { $name }: a file shrank while it was read; read again ({ $count })
backups-warn-old-mtime = { $name }: { $count } files are older than 1970 and lose their time ({ $paths })
backups-warn-database-unprotected = { $name }: a database wrote while it was read ({ $paths })
backups-warn-userns = { $name }: the Engine maps user ids; restore it on one that does so too

## What runs by itself

schedule-job-gone = This set is not there any more. /schedule shows what is.
schedule-no-backup = { $set } has no backup yet that could be looked at. Make one first: /backup
schedule-reminder-unknown = This restore test is not known any more.
schedule-reminder-over = This restore test has been answered already.
bot-schedule-title = What runs by itself
bot-schedule-set = { $set }: what runs by itself
bot-schedule-empty = Nothing yet: there is no compose project with named volumes, and no set in vakhta.yaml. Once there is one, it is backed up at night, verified weekly and restored for a test monthly. /backup shows the sets
bot-schedule-off = Everything is switched off under `schedules` in vakhta.yaml. /backup makes backups by hand
bot-schedule-gone = This set is not there at present.
bot-schedule-job-backup = Backup
bot-schedule-job-verify = Verification
bot-schedule-job-drill = Restore test
bot-schedule-short-backup = Backup
bot-schedule-short-verify = Verify
bot-schedule-short-drill = Test
bot-schedule-run = { $name } now
bot-schedule-next = next
bot-schedule-never-due = never due
bot-schedule-paused = paused by { $who }
bot-schedule-last = last
bot-schedule-no-last = did not run yet
bot-schedule-result-running = ⏳ running
bot-schedule-result-succeeded = ✅
bot-schedule-result-failed = ❌ failed
bot-schedule-result-cancelled = ✖️ cancelled
bot-schedule-result-interrupted = ❔ interrupted
bot-schedule-result-nothing = ▫️ there was no backup
bot-schedule-result-asked = 🔔 waits for an answer
bot-schedule-result-skipped = ⏭ skipped
bot-schedule-result-missed = ❌ missed
bot-schedule-toast-paused = Paused
bot-schedule-toast-resumed = Runs again at its times
bot-drill-title = { $set }: the monthly restore test is due
bot-drill-newest = Newest backup: { $age }, { $size }
bot-drill-what = It restores the backup beside the real data, compares every file and starts a copy. What runs is not touched.
bot-drill-asked = { $asked ->
    [1] Without an answer I ask again
    [2] Asked for the second time. Without an answer I ask once more
   *[other] Asked for the third time. Without an answer it counts as missed
  } at
bot-drill-moved = Asked again below.
bot-drill-postponed = { $who }: tomorrow. I ask again
bot-drill-running = Under way, begun by { $who }
bot-drill-done = { $who }:
bot-drill-gone = The project is gone: nothing is asked any more.
bot-drill-skipped = Skipped by { $who }: { $reason }. It counts as missed.
bot-drill-missed = Nobody answered: it counts as missed. /backup still tests by hand.
bot-drill-button-run = 🎯 Run drill now
bot-drill-button-tomorrow = ⏰ Tomorrow
bot-drill-button-skip = ⏭ Skip this month
bot-drill-toast-tomorrow = I ask again tomorrow at the same hour
bot-drill-over-running = { $who } has begun it already.
bot-drill-over-done = This restore test has been done already.
bot-drill-over-skipped = { $who } has skipped it already.
bot-drill-over-missed = Too late: it counts as missed. Test by hand under /backup.
bot-drill-skip-title = { $set }: why is the restore test skipped?
bot-drill-skip-how = Write the reason as a message. It counts as missed, with this reason.
bot-drill-skip-kept = { $set }: skipped. I ask again next month.
bot-button-backups = 💾 Backups
bot-backup-over-no-verified = { $set }: there is a verified backup again
bot-backup-over-shrank = { $set }: the backup after it did not shrink again
bot-backup-over-drill-failed = { $set }: a restore test has passed again
bot-backup-over-drill-missed = { $set }: the missed restore test was made up for
bot-backup-over-store-nearly-full = The store of backups has room again
bot-backup-over-damaged = { $set }: the damaged backup { $backup } is gone, or was found to be whole

## backups: dry run and restore
backups-progress-restore-look = looking at { $name } as it is now
backups-progress-restore-verify = checking every byte of the backup: { $name }
backups-progress-restore-stage = trying it beside the real data: { $name }
backups-progress-restore-safety = putting aside what is there now: { $name }
backups-progress-restore-apply = putting back { $name }
backups-progress-restore-compare = comparing { $name } with the backup
backups-progress-restore-back = going back to the old data: { $name }
backups-restore-waiting-engine = Docker does not answer; I wait for it and go on then
backups-restore-stopping = stopping { $services }
backups-restore-starting = starting { $services } and waiting until it is well
backups-restore-making = making { $services } anew
backups-restore-checking = waiting for the check { $check }
backups-restore-damaged = the backup { $backup } is damaged: its description cannot be trusted, so nothing of it is put back
backups-restore-no-archive = { $tree } has no archive in this store
backups-restore-not-in-backup = { $name } is not in this backup
backups-restore-not-emptied = { $tree } could not be emptied: { $problem }
backups-restore-staged-differs = in the trial { $tree } did not come out as it was backed up ({ $count ->
    [one] one difference
   *[other] { $count } differences
  }, first: { $sample }). This backup cannot be put back as it was
backups-restore-differs = { $tree } is not what was to be put back ({ $count ->
    [one] one difference
   *[other] { $count } differences
  }, first: { $sample })
backups-restore-config-not-written = a configuration file could not be written: { $problem }
backups-restore-foreign = { $containers } { $count ->
    [one] uses
   *[other] use
  } this data, and I may not stop { $count ->
    [one] it
   *[other] them
  }. Stop { $count ->
    [one] it
   *[other] them
  } by hand, then try again
backups-restore-auto-remove = { $containers } would be gone for good once stopped (started with --rm). Stop { $count ->
    [one] it
   *[other] them
  } by hand, then try again
backups-restore-self = { $containers } is Vakhta itself: it cannot put back its own data while it runs
backups-restore-joined = { $containers } { $count ->
    [one] uses
   *[other] use
  } this data too, and was not there when you looked. Make a new dry run
backups-restore-images-missing = { $count ->
    [one] This image is
   *[other] { $count } images are
  } not on this server: { $images }
backups-restore-no-compose = compose or its files are not here: make the services of { $project } anew with docker compose up -d
backups-restore-no-compose-file = { $file } is not here: put it there, then run docker compose up -d for { $project }
backups-restore-compose-failed = docker compose up of { $project } failed: { $problem }
backups-restore-why-gone = { $name } is gone
backups-restore-why-unhealthy = { $name } started and reports that it is unhealthy
backups-restore-why-not-in-time = { $name } did not become well in time
backups-restore-why-exited = { $name } ended with code { $code } right after its start
backups-restore-why-not-started = { $name } could not be started: { $problem }
backups-restore-why-check = the check { $check } does not pass
backups-restore-why-no-space-store = there is no space left for backups
backups-restore-why-no-space-volume = there is no space left where the data lies
backups-restore-why-torn = reading broke off before the end
backups-restore-why-engine = Docker refused: { $problem }
backups-restore-why-broke = it broke on my side: { $problem }
backups-restore-why-killed = I was stopped in the middle
backups-restore-why-cancelled = it was called off
backups-restore-done = { $name } runs with the data of { $when }. It stood still for { DURATION($standstill) }. What was written in the { DURATION($age) } since is in the safety copy { $safety } only
backups-restore-done-files = { $files ->
    [one] One file
   *[other] { $files } files
  } of { $name } put back as of { $when }; nothing else was touched. It stood still for { DURATION($standstill) }. As it was before: safety copy { $safety }
backups-restore-done-empty = { $name } has its data of { $when } back; there was none before. What was written in the { DURATION($age) } after the backup is lost
backups-restore-done-unwell = { $name } has its data of { $when } back, but does not come up with it
backups-restore-done-not-up = { $name } has its data of { $when } back. Services that were gone could not be made anew
backups-restore-note-recreate = Configuration files were put back: they count for a service only once it is recreated
backups-restore-back = The old data of { $name } is back, as it was before, and its services run. They stood still for { DURATION($standstill) }
backups-restore-back-unwell = The old data of { $name } is back, as it was before, but a service does not come up
backups-restore-not-begun = Nothing was put back: the data of { $name } is untouched, and its services run. They stood still for { DURATION($standstill) }
backups-restore-untouched = Nothing was touched: { $name } has its old data and was not stopped
backups-restore-stuck = { $name } stands still, and somebody has to look at it: neither the data of the backup { $backup } nor the old data could be put in place. The old data is whole in the safety copy { $safety }; everything is kept
backups-restore-cancelled = called off before anything was touched
backups-restore-cancelled-before = called off; the data was not touched, the services run. They stood still for { DURATION($standstill) }
backups-restore-cancelled-back = called off; the old data is back as it was, the services run. They stood still for { DURATION($standstill) }
backups-restore-dry-run-done = nothing was changed; this is what the restore would do
backups-restore-dry-run-interrupted = I was stopped during the dry run of { $name }; nothing was changed. Ask for it again
backups-restore-dry-run-cancelled = dry run called off
