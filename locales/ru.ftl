## general

## document
document-left-out = { $count ->
    [one] … ещё { $count } строка не поместилась
    [few] … ещё { $count } строки не поместились
   *[many] … ещё { $count } строк не поместилось
}

## checks
checks-unknown = Нет проверки «{ $id }». Все проверки: /health.
checks-timeout = нет ответа за { $seconds } с
checks-stopped = остановлена до ответа
checks-refused = соединение отклонено: порт никто не слушает
checks-reset = соединение закрыто без ответа
checks-host-unknown = имя хоста не найдено
checks-unreachable = хост недоступен
checks-failed = { $detail }
checks-certificate-expired = сертификат истёк
checks-certificate-name = сертификат на другое имя
checks-certificate-untrusted = сертификату нет доверия: { $detail }
checks-certificate-none = сертификат не предъявлен
checks-certificate-days = сертификат истекает { $days ->
    [0] менее чем через день
    [one] через { $days } день
    [few] через { $days } дня
   *[many] через { $days } дней
}
checks-http-redirects = больше { $n } перенаправлений
checks-http-status = HTTP { $status }
checks-http-status-other = HTTP { $status }, ожидался { $expected }
checks-http-header = заголовок { $name }: { $actual }
checks-http-body = в ответе нет «{ $text }»
checks-http-not-json = в ответе не JSON
checks-http-json = { $path } = { $actual }, ожидалось { $expected }
checks-dns-not-found = имени нет в DNS
checks-dns-no-record = нет записи { $type }
checks-dns-server = DNS-сервер не отвечает
checks-dns-other = указывает на { $actual }, ожидалось { $expected }
checks-telegram-no-token = не задана переменная { $variable } с токеном бота
checks-telegram-token = Telegram не знает этот токен
checks-telegram-webhook = вебхук не работает: { $detail }
checks-telegram-pending = { $n ->
    [one] { $n } обновление ждёт бота
    [few] { $n } обновления ждут бота
   *[many] { $n } обновлений ждут бота
}
checks-disk-used = { $mount } заполнен на { $percent }%
checks-disk-inodes = { $mount }: занято { $percent }% inode
checks-disk-unknown = нет диска с путём { $path }
checks-health-starting = ещё запускается
checks-health-failing = { $n ->
    [one] { $n } неудача подряд
    [few] { $n } неудачи подряд
   *[many] { $n } неудач подряд
}, код { $code }: { $output }

## docker

docker-unreachable-no-socket = сокета Docker нет там, где он должен быть
docker-unreachable-refused = там никто не слушает: Docker остановлен
docker-unreachable-not-allowed = у бота нет прав на сокет Docker
docker-unreachable-timeout = не отвечает вовремя
docker-unreachable-unknown-host = имя его хоста не находится
docker-unreachable-tls = не удалось защищённое соединение, проверьте сертификаты
docker-unreachable-version = Docker там слишком старый, нужен 20.10 или новее
docker-unreachable-other = соединение оборвалось

docker-exit-done = завершился нормально
docker-exit-error = завершился с собственной ошибкой
docker-exit-usage = запущен с неверными аргументами
docker-exit-engine = Docker не смог его запустить
docker-exit-not-executable = команду нельзя выполнить
docker-exit-not-found = такой команды нет в образе
docker-exit-interrupted = прерван (SIGINT)
docker-exit-aborted = аварийно завершил сам себя (SIGABRT)
docker-exit-bus-error = упал: ошибка доступа к памяти (SIGBUS)
docker-exit-arithmetic = упал: арифметическая ошибка (SIGFPE)
docker-exit-segfault = упал: ошибка доступа к памяти (SIGSEGV)
docker-exit-oom = убит: кончилась память
docker-exit-killed = убит извне (SIGKILL)
docker-exit-killed-on-stop = не остановился вовремя и был убит
docker-exit-stopped = остановлен по команде
docker-exit-terminated = завершён сигналом SIGTERM
docker-exit-signal = завершён сигналом (код { $code })
docker-exit-other = завершился с кодом { $code }

## host

host-in-container = не показано: бот работает в контейнере, а HOST_ROOT не задан
host-unreadable = хост не сообщает

## incidents

incidents-unknown = Инцидента #{ $number } нет. Все инциденты: /incidents.
incidents-already-mitigated = #{ $number }: влияние уже снято.
incidents-already-restored = #{ $number }: сервис уже отмечен восстановленным.
incidents-already-resolved = #{ $number } уже решён. Если проблема вернулась, откройте его снова.
incidents-already-closed = #{ $number } закрыт. Если проблема вернулась, откройте его снова.
incidents-not-resolved = #{ $number } ещё в работе. Сначала отметьте его решённым.
incidents-text-empty = Текст пустой. Напишите хотя бы слово.
incidents-text-too-long = Слишком длинно: { $length } { $length ->
    [one] символ
    [few] символа
   *[other] символов
} при пределе { $max }. Сократите или пришлите файлом.
incidents-time-future = { $at } ещё не наступило. Время не может быть позже текущего.
incidents-time-not-set = { $field ->
    [impactStartedAt] Начало влияния
    [detectedAt] Обнаружение
    [declaredAt] Объявление
    [triagedAt] Триаж
    [acknowledgedAt] Принятие в работу
    [mitigatedAt] Снятие влияния
    [restoredAt] Восстановление
    [resolvedAt] Решение
    [closedAt] Закрытие
   *[other] Это
}: этого ещё не было, исправлять нечего.
incidents-time-order = { $later ->
    [impactStartedAt] Начало влияния
    [detectedAt] Обнаружение
    [declaredAt] Объявление
    [triagedAt] Триаж
    [acknowledgedAt] Принятие в работу
    [mitigatedAt] Снятие влияния
    [restoredAt] Восстановление
    [resolvedAt] Решение
    [closedAt] Закрытие
   *[other] Более позднее время
} ({ $laterAt }) не может быть раньше { $earlier ->
    [impactStartedAt] начала влияния
    [detectedAt] обнаружения
    [declaredAt] объявления
    [triagedAt] триажа
    [acknowledgedAt] принятия в работу
    [mitigatedAt] снятия влияния
    [restoredAt] восстановления
    [resolvedAt] решения
    [closedAt] закрытия
   *[other] более раннего времени
} ({ $earlierAt }). Если ошибка там, сначала исправьте это время.

## operations
operations-own-container = { $name } — это контейнер, в котором работаю я сам. Остановлю себя — запустить обратно будет некому. Перезапустите меня с хоста: docker restart { $name }
operations-container-gone = У { $service } больше нет контейнера: его удалили или так и не создали. Создайте: docker compose up -d { $service }, или посмотрите в /status, что вообще есть.
operations-broke = что-то сломалось у меня, и непонятно, на чём остановилось. Посмотрите на сервис, прежде чем пробовать снова; в логе это { $id }
operations-recovery-broke = меня остановили посередине, и чем кончилось, выяснить не удалось. Посмотрите на сервис, прежде чем пробовать снова; в логе это { $id }
operations-watch-broke = наблюдать дальше не получилось, так что ✓ под вопросом; в логе это { $id }
operations-cancelled = отменено до начала, ничего не тронуто
operations-not-begun = об этом попросили, пока меня не было, и оно так и не началось; ничего не тронуто. Если ещё нужно — попросите снова
operations-unknown-kind = эта версия не умеет «{ $kind }»; посмотрите на сервис руками
operations-evidence-slow =
    { $what ->
        [logs] логи не успели сохраниться за 10 с, рестарт их ждать не стал
       *[other] inspect не успел сохраниться за 10 с, рестарт его ждать не стал
    }
operations-evidence-failed =
    { $what ->
        [logs] логи сохранить не удалось: { $problem }
       *[other] inspect сохранить не удалось: { $problem }
    }
operations-restart-saving-evidence = сначала сохраняю логи и inspect
operations-restart-stopping = останавливаю и запускаю
operations-restart-waiting-engine = Docker не отвечает уже { $seconds } с, жду его
operations-restart-waiting-container = жду, когда появится контейнер
operations-restart-fell-comes-back = упал при старте, Docker поднимает снова
operations-restart-paused = стоит на паузе; снимите с паузы, тогда сможет подняться
operations-restart-running = работает { $seconds } с из { $needed }
operations-restart-health-starting =
    { $failed ->
        [0] жду, пока станет healthy, осталось { $left } с
        [one] жду, пока станет healthy: { $failed } неудачная проверка, осталось { $left } с
        [few] жду, пока станет healthy: { $failed } неудачные проверки, осталось { $left } с
       *[other] жду, пока станет healthy: { $failed } неудачных проверок, осталось { $left } с
    }
operations-restart-healthy = снова healthy
operations-restart-runs = проработал 10 с и не упал (health check у него нет)
operations-restart-well-replaced = работает; контейнер тем временем пересоздали, так что это уже новый
operations-restart-was-replaced = после вопроса контейнер пересоздали; перезапущен новый
operations-restart-not-begun = меня остановили до рестарта; сервис не тронут. Если ещё нужно — попросите снова
operations-restart-cancelled-before = отменено до рестарта, сервис не тронут
operations-restart-cancelled-after = рестарт сделан, но ожидание отменили: живым его пока никто не видел
operations-restart-engine-away-before = Docker не отвечает, поэтому ничего не сделано. Поднимите Docker на хосте (systemctl status docker) и попросите снова
operations-restart-engine-away = Docker посередине перестал отвечать и не вернулся, чем кончилось — неизвестно. На хосте: systemctl status docker, потом docker ps -a
operations-restart-did-not-happen = работает как работал: рестарта не было. Если ещё нужно — попросите снова
operations-restart-refused = Docker отказался перезапускать: { $reason }
operations-restart-gone = контейнера нет: его удалили, и новый на его месте не появился
operations-restart-stopped-not-started =
    { $code ->
        [unknown] остановился и обратно не поднялся
       *[other] остановился (код выхода { $code }) и обратно не поднялся
    }
operations-restart-exited =
    { $code ->
        [unknown] запустился и сразу завершился
       *[other] запустился и завершился с кодом { $code }
    }
operations-restart-crash-loop =
    { $code ->
        [unknown] рестарт не помог, падает снова и снова
       *[other] рестарт не помог, падает снова и снова с кодом { $code }
    }
operations-restart-out-of-memory = убит из-за нехватки памяти: лимит слишком мал, или он течёт
operations-restart-unhealthy = работает, но health check не проходит
operations-restart-not-well-in-time = работает, но за время, которое даёт health check, так и не поднялся
operations-restart-fell-again =
    { $code ->
        [unknown] поднялся и снова упал
       *[other] поднялся и снова упал, код выхода { $code }
    }
operations-restart-unhealthy-again = поднялся и снова стал unhealthy
operations-restart-restarted-elsewhere = его перезапустили ещё раз, и это не я
operations-restart-watch-blind = пока я наблюдал, Docker перестал отвечать, так что живой ли он — уже не точно

## triage
triage-already-active = Здесь уже идёт триаж. Сначала завершите или отмените его: сообщение выше.
triage-unknown = Этого триажа больше нет. Начните новый: /triage.
triage-over = Этот триаж завершён. Начните новый: /triage.
triage-opened-already = По этому триажу уже открыт инцидент #{ $number }.
triage-unknown-service = Этого сервиса уже нет в списке. Выберите из показанных.
triage-time-format = Это не время. Пришлите ЧЧ:ММ или ГГГГ-ММ-ДД ЧЧ:ММ ({ $zone }), например 14:05.
triage-time-future = Это время ещё не наступило. Пришлите время в прошлом ({ $zone }).
triage-time-too-old = Это было больше { $days ->
    [one] { $days } дня
   *[other] { $days } дней
} назад. Пришлите более позднее время.
triage-summary-empty = Опишите проблему одним предложением, не длиннее { $max } символов.
triage-summary-long = Получилось { $length } символов, а помещается { $max }. Пришлите короче.
triage-summary-outage = Полный отказ: лежат все сервисы
triage-summary-unreachable = Недоступно снаружи: { $names }
triage-summary-data-loss = Возможно, повреждены или потеряны данные: { $services }
triage-summary-security = Подозрительная активность: { $services }
triage-summary-crash-loop = Циклически падает: { $services }
triage-summary-memory = Не хватает памяти: { $services }
triage-summary-not-responding = Не отвечает: { $services }
triage-summary-telegram-bot = Не отвечает Telegram-бот: { $services }
triage-summary-telegram = Не отвечает Telegram-бот
triage-summary-disk-full = Диск { $mount } заполнен на { $percent }%
triage-summary-disk-check = Заканчивается место на диске
triage-summary-engine-silent = Docker не отвечает
triage-summary-other = Что-то не так; причина пока не видна
triage-reason-all-names = { $n ->
    [one] публичное имя недоступно
    [few] недоступны все { $n } публичных имени
   *[many] недоступны все { $n } публичных имён
}
triage-reason-all-down = лежат все сервисы
triage-reason-engine-silent = Docker не отвечает
triage-reason-data-loss = { $service } пишет в лог о повреждённых данных: { $line }
triage-reason-security = { $service } пишет в лог о подозрительном: { $line }
triage-reason-restarting = { $service } циклически перезапускается: { $n ->
    [one] { $n } перезапуск
    [few] { $n } перезапуска
   *[many] { $n } перезапусков
}, код { $code }
triage-reason-oom = { $service } убит из-за нехватки памяти{ $n ->
    [1] {""}
    [one] {" "}({ $n } раз)
    [few] {" "}({ $n } раза)
   *[many] {" "}({ $n } раз)
}
triage-reason-exited = { $service } завершился, код { $code }
triage-reason-unhealthy = { $service } не проходит проверку: { $n ->
    [one] { $n } неудача подряд
    [few] { $n } неудачи подряд
   *[many] { $n } неудач подряд
}
triage-reason-memory = { $service } занимает { $percent }% своего лимита памяти
triage-reason-dead = { $service } мёртв: Docker не смог его удалить
triage-reason-paused = { $service } на паузе
triage-reason-never-started = { $service } создан, но не запускался
triage-reason-telegram = проверка Telegram «{ $name }» не проходит
triage-reason-check = проверка «{ $name }» не проходит
triage-reason-disk-check = проверка диска «{ $name }» не проходит
triage-reason-name = { $name } недоступен
triage-reason-disk = { $mount } заполнен на { $percent }%
triage-reason-nothing = явных неполадок не видно
