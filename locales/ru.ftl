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
checks-ping-tcp = отвечает на порту { $port } (ICMP здесь нельзя)
checks-ping-filtered = отвечает на порту { $port }, на ICMP — нет
checks-ping-silent = не отвечает ни на ICMP, ни на { $ports }
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
checks-command-failed = код выхода { $code }: { $line }
checks-container-restarting = перезапускается снова и снова, код выхода { $code }
checks-container-oom-restarting = не хватает памяти: убит, перезапускается снова и снова
checks-container-oom-exited = не хватило памяти: убит
checks-container-dead = мёртв: Docker не смог его удалить
checks-container-paused = на паузе
checks-container-stopped = остановлен
checks-container-exited = завершился с кодом { $code }
checks-telegram-growing = обновления копятся: ждут { $from } → { $n }

## docker

docker-unreachable-no-socket = сокета Docker нет там, где он должен быть
docker-unreachable-refused = там никто не слушает: Docker остановлен
docker-unreachable-not-allowed = у бота нет прав на сокет Docker
docker-unreachable-timeout = не отвечает вовремя
docker-unreachable-unknown-host = имя его хоста не находится
docker-unreachable-tls = не удалось защищённое соединение, проверьте сертификаты
docker-unreachable-version = Docker там слишком старый, нужен 20.10 или новее
docker-unreachable-other = соединение оборвалось

docker-helper-image-missing = На этом Docker нет образа { $image }, который указан в HELPER_IMAGE. Скачайте его туда или уберите HELPER_IMAGE из окружения.
docker-helper-no-restic = Мне нечем читать тома в restic: нет программы для { $arch }. Установите пакеты restic и busybox-static там, где я работаю.
docker-helper-none = Мне нечем очищать тома: нужен статический busybox для { $arch }. Установите пакет busybox-static там, где я работаю, или укажите в HELPER_IMAGE образ этого Docker, в котором есть sh.

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
docker-exit-killed = убит (SIGKILL): извне или из-за нехватки памяти
docker-exit-killed-on-stop = не остановился вовремя и был убит
docker-exit-stopped = остановлен по команде
docker-exit-terminated = завершён сигналом SIGTERM
docker-exit-signal = завершён сигналом (код { $code })
docker-exit-other = завершился с кодом { $code }

## cleanup

cleanup-why-running = работает
cleanup-why-in-use = используется
cleanup-why-stopped-containers = на нём стоят остановленные контейнеры
cleanup-why-own = принадлежит самой Vakhta
cleanup-why-project-runs = относится к работающему проекту
cleanup-why-other-scope = вне того, за чем я слежу
cleanup-why-incident-open = инцидент ещё открыт
cleanup-why-young = пока хранится
cleanup-why-not-writable = нет прав на запись
cleanup-warn-last-images = последний образ проекта { $project }, который остановлен: без него проект не запустить, пока образ не скачан или не собран заново
cleanup-warn-old-version = прежняя версия того, что работает в { $project }: путь для отката
cleanup-warn-stopped-project = относится к проекту { $project }, который остановлен
cleanup-warn-built-here = собрано здесь: ни в одном реестре этого нет
cleanup-warn-live-log = всё, что сейчас в логе, пропадёт
cleanup-doing = { $number } из { $of }: { $name }
cleanup-measuring = считаю, сколько освободилось
cleanup-freed = освобождено { BYTES($bytes) } ({ $done } из { $of })
cleanup-freed-disk = освобождено { BYTES($bytes) } ({ $done } из { $of }) · { $mount } { $before }% → { $after }%, свободно { BYTES($available) }
cleanup-nothing = ничего не удалено
cleanup-interrupted = меня прервали: удалено { $done } из { $of }, освобождено { BYTES($bytes) }; к остальному не приступал
cleanup-cancelled = отменено: удалено { $done }, освобождено { BYTES($bytes) }; остальное на месте
cleanup-kept-running = { $name } остаётся: уже работает
cleanup-kept-in-use = { $name } остаётся: уже используется
cleanup-kept-own = { $name } остаётся: принадлежит мне
cleanup-kept-project-runs = { $name } остаётся: проект уже работает
cleanup-kept-incident-open = { $name } остаётся: инцидент ещё открыт
cleanup-kept-young = { $name } остаётся: с тех пор изменился
cleanup-kept-not-writable = { $name } остаётся: нет прав на запись
cleanup-kept-changed = { $name } остаётся: получил ещё одно имя
cleanup-failed = { $name } удалить не удалось: { $reason }
cleanup-more = и ещё { $count }

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

## health
health-unknown = Такой проверки больше нет. Все проверки: /health.
health-found-gone = Это предложение уже неактуально. Запустите /health ещё раз.
health-engine-version = Engine { $version }
health-telegram-poll = нет ответа на запросы обновлений { $minutes } мин
health-database-size = { BYTES($bytes) }
health-data-disk = занято { $percent }%, свободно { BYTES($free) }
health-outbox-waits = { $count ->
    [one] { $count } сообщение ждёт отправки
    [few] { $count } сообщения ждут отправки
   *[many] { $count } сообщений ждут отправки
 }, самое старое — { $minutes } мин
health-recorder-blind = { $minutes ->
    [0] не видит Docker меньше минуты
   *[other] не видит Docker уже { $minutes } мин
  }
health-recorder-gaps = { $count ->
    [one] { $count } пропуск
    [few] { $count } пропуска
   *[many] { $count } пропусков
 } за 24 ч, всего { $minutes } мин
health-backup-none = ни одной проверенной копии не известно
health-backup-old = { $hours } ч назад, а RPO — { $rpo } ч
health-backup-age = { $hours ->
    [0] меньше часа назад
   *[other] { $hours } ч назад
} (RPO { $rpo } ч)
bot-health-old = Эта картина устарела. Что сейчас — покажет /health.
bot-health-again = 🔄 Ещё раз
bot-health-all = 📋 Все ({ $count })
bot-health-asking = ответили { $answered } из { $count }
bot-health-cut = прервано на середине, запустите ещё раз
bot-health-failed = не в порядке { $failed } из { $count }
bot-health-warned = { $warned ->
    [one] { $warned } предупреждение
    [few] { $warned } предупреждения
   *[many] { $warned } предупреждений
 }
bot-health-well = { $count ->
    [one] В порядке: { $count } проверка
    [few] В порядке все { $count } проверки
   *[many] В порядке все { $count } проверок
 }
bot-health-part-docker = Docker { $count }
bot-health-part-checks = проверки { $count }
bot-health-part-vakhta = Вахта { $count }
bot-health-slowest = дольше всех { $name }, { $ms } мс
bot-health-waiting = Ждём: { $names }
bot-health-unanswered = Так и не ответили: { $names }
bot-health-found = отвечает на { $at }, проверки на него нет
bot-health-uncovered = { $count ->
    [one] Никто не проверяет { $names }
   *[other] Никто не проверяет: { $names }
 }
bot-health-more-checks = Чего не видит ни одна проверка
bot-health-none-configured = Своих проверок пока нет. Добавьте их в vakhta.yaml в раздел checks, например: - { "{" } id: site, kind: http, url: https://example.com/health { "}" }
bot-health-begun = начато в
bot-health-took = заняло { $seconds } с
bot-health-add = ➕ Добавить { $name }
bot-health-latency = { $ms } мс
bot-health-not-answered = Ещё не ответила.
bot-health-fine = в порядке
bot-health-added = добавлено из чата: { $by },
bot-health-yaml = Строки для vakhta.yaml
bot-health-before = Прежние результаты
bot-health-one-again = 🔄 Ещё раз
bot-health-copy = 📋 Скопировать YAML
bot-health-remove = 🗑 Убрать проверку
bot-health-to-all = ‹ Вся картина
bot-health-toast-running = Проверка ещё идёт
bot-health-toast-added = Проверка для { $name } добавлена
bot-health-toast-removed = Проверка { $name } убрана
bot-health-self-engine = Docker Engine
bot-health-self-telegram = Telegram
bot-health-self-database = База данных
bot-health-self-data-disk = Диск с данными
bot-health-self-outbox = Очередь сообщений
bot-health-self-recorder = Самописец
bot-health-self-backup = Последняя проверенная копия
bot-health-backup-of = Проверенный бэкап { $set }
bot-health-self-backup-store = Хранилище бэкапов
bot-health-kind-docker-health = (Docker)
bot-health-kind-http = (HTTP)
bot-health-kind-tcp = (TCP)
bot-health-kind-ping = (ping)
bot-health-kind-tls = (TLS)
bot-health-kind-dns = (DNS)
bot-health-kind-telegram = (бот в Telegram)
bot-health-kind-disk = (диск)
bot-health-kind-command = (команда)
bot-health-ask-docker = Что говорит Docker: состояние контейнера и его собственная проверка
bot-health-ask-self-engine = Отвечает ли Engine и как быстро
bot-health-ask-self-telegram = Отвечает ли Telegram и приходят ли обновления
bot-health-ask-self-database = Строка записана и прочитана обратно
bot-health-ask-self-data-disk = Хватает ли места там, где Вахта хранит данные
bot-health-ask-self-outbox = Уходят ли сообщения: ждут минуту — предупреждение, 10 минут — сбой
bot-health-ask-self-recorder = Видел ли самописец Docker без пропусков за последние 24 ч
bot-health-ask-self-backup-store = Сколько места осталось в хранилище бэкапов
bot-health-ask-self-backup = Возраст последней проверенной копии против RPO
bot-health-ask-http = { $method } { $url }
bot-health-ask-status = ожидается { $status }
bot-health-ask-body = в ответе есть «{ $text }»
bot-health-ask-json = { $path } в ответе равно { $value }
bot-health-ask-header = смотрит заголовок { $name }
bot-health-ask-ping = ICMP до { $host }, иначе соединение
bot-health-ask-tcp = Открывает соединение с { $at }
bot-health-ask-tls = Сертификат { $at }: доверенный, на это имя, предупреждает при остатке меньше { $warning } дн, сбой — меньше { $failed } дн
bot-health-ask-dns = Спрашивает DNS о { $host } ({ $type })
bot-health-ask-expect = ожидается { $text }
bot-health-ask-server = у сервера { $server }
bot-health-ask-telegram = Токен бота, его вебхук и не копятся ли обновления (ждать могут не больше { $max })
bot-health-ask-disk = Диск с { $path } занят не больше чем на { $percent }%
bot-health-ask-command = Запускает команду { $name }; 0 — в порядке
bot-health-ask-timeout = не дольше { $seconds } с
bot-health-ask-for = отвечает за { $service }

## oncall
oncall-access-missing = Для этого нужна роль { $needed ->
    [admin] admin
   *[responder] responder
 }, у вас { $has ->
    [viewer] viewer
   *[responder] responder
 }. Её меняет тот, кто ведёт vakhta.yaml.

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
        [logs] логи не успели сохраниться за 10 с, ждать их не стал
       *[other] inspect не успел сохраниться за 10 с, ждать его не стал
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
        [0] жду, пока станет здоров, осталось { $left } с
        [one] жду, пока станет здоров: { $failed } неудачная проверка, осталось { $left } с
        [few] жду, пока станет здоров: { $failed } неудачные проверки, осталось { $left } с
       *[other] жду, пока станет здоров: { $failed } неудачных проверок, осталось { $left } с
    }
operations-restart-healthy = снова здоров
operations-restart-runs = проработал 10 с и не упал (health check у него нет)
operations-restart-well-replaced = работает; контейнер тем временем пересоздали, так что это уже новый
operations-restart-was-replaced = после вопроса контейнер пересоздали; перезапущен новый
operations-restart-not-begun = меня остановили до перезапуска; сервис не тронут. Если ещё нужно — попросите снова
operations-restart-cancelled-before = отменено до перезапуска, сервис не тронут
operations-restart-cancelled-after = перезапуск сделан, но ожидание отменили: живым его пока никто не видел
operations-restart-engine-away-before = Docker не отвечает, поэтому ничего не сделано. Поднимите Docker на хосте (systemctl status docker) и попросите снова
operations-restart-engine-away = Docker посередине перестал отвечать и не вернулся, чем кончилось — неизвестно. На хосте: systemctl status docker, потом docker ps -a
operations-restart-did-not-happen = работает как работал: перезапуска не было. Если ещё нужно — попросите снова
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
        [unknown] не помогло, падает снова и снова
       *[other] не помогло, падает снова и снова с кодом { $code }
    }
operations-restart-out-of-memory = убит из-за нехватки памяти: лимит слишком мал, или он течёт
operations-restart-unhealthy = работает, но проверку здоровья не проходит
operations-restart-not-well-in-time = работает, но за время, которое даёт health check, так и не поднялся
operations-restart-fell-again =
    { $code ->
        [unknown] поднялся и снова упал
       *[other] поднялся и снова упал, код выхода { $code }
    }
operations-restart-unhealthy-again = поднялся и снова нездоров
operations-restart-restarted-elsewhere = его перезапустили ещё раз, и это не я
operations-restart-watch-blind = пока я наблюдал, Docker перестал отвечать, так что живой ли он — уже не точно
operations-restart-waiting-rest = смотрю, останется ли так
operations-restart-health-again = жду следующей проверки здоровья, осталось { $left } с
operations-restart-still-paused = всё ещё на паузе
operations-action-unfit = { $name } сейчас { $state ->
        [created] создан и ещё не запускался
        [running] работает
        [restarting] между двумя запусками
        [paused] на паузе
        [exited] остановлен
        [removing] удаляется
       *[dead] мёртв
    }, делать тут нечего. Что можно сделать, видно в /status
operations-action-was-replaced = после вопроса контейнер пересоздали; всё сделано с новым
operations-action-not-begun = меня остановили до начала; сервис не тронут. Если ещё нужно — попросите снова
operations-action-cancelled-before = отменено до начала, сервис не тронут
operations-action-cancelled-after = команду Docker получил, но ожидание отменили: чем кончилось, никто не видел
operations-action-refused = Docker отказался: { $reason }
operations-start-acting = запускаю
operations-stop-acting = останавливаю
operations-stop-stands =
    { $code ->
        [unknown] остановлен и не поднимается
        [0] остановлен и не поднимается; завершился как положено
        [137] остановлен и не поднимается; сам вовремя не завершился, пришлось убить
        [143] остановлен и не поднимается; завершился по SIGTERM
       *[other] остановлен и не поднимается; код выхода { $code }
    }
operations-stop-came-back =
    { $policy ->
        [no] его снова запустили, и это не я
       *[other] его снова запустили, и это не я (политика перезапуска: { $policy })
    }
operations-stop-still-runs = всё ещё работает: Docker его не остановил. На хосте: docker kill, потом смотрите на его процессы
operations-kill-acting = убиваю
operations-kill-stands =
    { $policy ->
        [no] мёртв, и поднимать его некому
       *[other] мёртв; после ручного kill политика перезапуска ({ $policy }) его не поднимает
    }
operations-kill-anew = убит, политика перезапуска подняла его заново, и он работает
operations-kill-still-runs = жив даже после SIGKILL: процесс завис в ядре. Проверьте диски и монтирования на хосте
operations-pause-acting = замораживаю
operations-pause-stands = процессы замерли, соединения висят
operations-pause-still-runs = всё ещё работает: заморозить не удалось
operations-unpause-acting = размораживаю
operations-memory-acting = ставлю лимит
operations-memory-well = теперь ему можно { BYTES($size) }, и он работает нормально
operations-memory-stands = можно будет { BYTES($size) }, начиная со следующего запуска; сейчас не работает
operations-memory-not-set = лимит { BYTES($size) } не применился
operations-memory-same = { BYTES($size) } — это и есть его нынешний лимит. Выберите другой
operations-memory-too-small = { BYTES($size) } — слишком мало: Docker принимает от { BYTES($least) }
operations-memory-below-use = Сейчас он занимает { BYTES($used) }; с лимитом { BYTES($size) } его тут же убьёт. Выберите больше, чем занято
operations-memory-above-host = На хосте всего { BYTES($host) }; лимит { BYTES($size) } ничего не ограничит. Выберите меньше
operations-memory-malformed = «{ $text }» — не размер. Пишите так: 512, 512m или 1.5g

## commands
commands-title = ▶️ Команды на хосте
commands-choose = Нажмите: перед запуском покажу, что именно выполнится.
commands-choose-eye = Нажмите: перед запуском покажу, что именно выполнится. 👁 только смотрят и запускаются сразу.
commands-none = В vakhta.yaml пока нет команд. Каждая, что появится там в разделе «commands», станет здесь кнопкой; пример — в vakhta.example.yaml.
commands-none-allowed = { $count ->
    [one] Единственная команда из vakhta.yaml вам не разрешена.
   *[other] Ни одна из команд vakhta.yaml (всего { $count }) вам не разрешена.
}
commands-hidden = { $count ->
    [one] Ещё { $count } команда вам не разрешена.
    [few] Ещё { $count } команды вам не разрешены.
   *[other] Ещё { $count } команд вам не разрешены.
}
commands-unavailable = { $count ->
    [one] { $count } команду здесь не запустить
    [few] { $count } команды здесь не запустить
   *[other] { $count } команд здесь не запустить
}
commands-in-container = Я работаю в контейнере и не вижу того, что есть только на хосте. Смонтируйте это внутрь или запустите «Вахту» прямо на хосте.
commands-no-folder = нет папки { $folder }
commands-not-a-folder = { $folder } — не папка
commands-folder-closed = нет прав на вход в папку { $folder }
commands-no-program = нет программы { $program }
commands-not-executable = { $program } нельзя выполнить; на хосте: chmod +x
commands-unknown = Команды «{ $id }» нет. Все команды: /run.
commands-changed = Эту команду с тех пор изменили в vakhta.yaml. Выберите заново: /run.
commands-typed-malformed = Не понимаю «{ $text }». После команды могут стоять только её параметры, в виде имя=значение. Или выберите кнопками: /run.
commands-takes-nothing = У { $id } нет параметров, «{ $name }» ей ничего не скажет. Отправьте /run { $id }.
commands-param-unknown = У { $id } нет параметра «{ $name }». Есть: { $names }.
commands-value-missing = Не задан параметр { $name }.
commands-value-choice = { $name } не может быть «{ $value }». Возможные значения: { $values }.
commands-value-integer = { $name } не может быть «{ $value }». Пришлите целое число от { $min } до { $max }.
commands-value-service = { $name } не может быть «{ $value }». Есть сервисы: { $services }.
commands-ask = { $name }: какое значение?
commands-ask-range = Целое число от { $min } до { $max }.
commands-no-services = У проекта сейчас нет сервисов. Он запущен? Смотрите /status.
commands-asked-another = Об этом спрашивали не вас, а { $who }. Отправьте /run сами.
commands-button-type = ✏️ Ввести число
commands-button-list = ‹ Команды
commands-button-again = 🔁 Ещё раз
commands-button-output = 📄 Вывод, { $size }
commands-output-file = Весь вывод «{ $name }», секреты скрыты
commands-output-gone = Файла с этим выводом больше нет.
commands-plan-title = Запустить «{ $name }»?
commands-plan-argv = Выполнится ровно это, без шелла: { $argv }
commands-plan-where = В папке { $folder }, от имени { $user }
commands-plan-timeout = Будет остановлена, если не уложится в { $time }
commands-plan-env = Получит из моего окружения: { $names }
commands-plan-lock = Пока она идёт, ничего другого в { $target } не меняется
commands-plan-button = ▶️ { $name }
commands-running = идёт, вывела { $kilobytes } КБ
commands-running-binary = идёт, вывела { $kilobytes } КБ, и это не текст
commands-running-silent = идёт, пока ничего не вывела
commands-still-runs = меня перезапустили посередине, вывода я больше не вижу, но она ещё идёт (pid { $pid }). Жду ещё { $seconds } с и останавливаю; «Отмена» остановит сейчас
commands-exit-zero = готово, код выхода 0
commands-exit-other = не удалось, код выхода { $code }
commands-exit-126 = что-то внутри нельзя выполнить, код выхода 126
commands-exit-127 = внутри не нашлась программа, код выхода 127
commands-exit-signal = что-то внутри убито сигналом { $signal }, код выхода { $code }
commands-ended-by-signal = убита извне сигналом { $signal }
commands-timed-out = не уложилась в { $seconds } с и остановлена вместе со всем, что запустила
commands-not-started = не запустилась: система отвечает { $code }
commands-not-started-missing = не запустилась: нет самой программы или интерпретатора из её первой строки
commands-not-started-denied = не запустилась: нет прав на выполнение
commands-not-begun = меня остановили до запуска, ничего не выполнялось. Если ещё нужно — попросите снова
commands-ended-unseen = меня перезапустили посередине; она уже не идёт, код выхода неизвестен. Посмотрите, что она успела, прежде чем запускать снова
commands-ended-later = меня перезапустили посередине; с тех пор она завершилась, код выхода неизвестен. Посмотрите, что она успела, прежде чем запускать снова
commands-ended-by-us = меня перезапустили посередине, она шла, пока не вышло её время, и я её остановил. Посмотрите, что она успела, прежде чем запускать снова
commands-stopped-with-vakhta = остановлена посередине, потому что останавливали меня. Посмотрите, докуда она дошла, прежде чем запускать снова
commands-cancelled = остановлена по просьбе вместе со всем, что запустила
commands-cancelled-unseen = остановлена по просьбе уже после моего перезапуска; докуда дошла — неизвестно
commands-left-running = { $count ->
    [one] Оставила работать процесс { $name }, pid { $pid }
    [few] Оставила работать { $count } процесса, один из них { $name }, pid { $pid }
   *[other] Оставила работать { $count } процессов, один из них { $name }, pid { $pid }
}
commands-left-out = { $kilobytes } КБ из середины вывода не сохранены
commands-binary = Вывод — не текст
commands-output-lost = Вывод сохранить не удалось: { $problem }
commands-above = ⬆️ Выше { $count ->
    [one] ещё { $count } строка
    [few] ещё { $count } строки
   *[other] ещё { $count } строк
}
commands-no-output = Ничего не вывела.

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
triage-summary-looking = Что-то не так; причину ещё ищем
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
triage-reason-looking = ещё смотрим: данных о контейнерах пока нет
triage-reason-unseen = контейнеры посмотреть не удалось

## bot
bot-yes = Да
bot-no = Нет
bot-on = вкл
bot-off = выкл
bot-more = и ещё { $count }
bot-state-open = открыт
bot-state-mitigated = смягчён
bot-state-resolved = решён
bot-state-closed = закрыт
bot-impact-critical = Критичный
bot-impact-high = Высокий
bot-impact-low = Низкий
bot-impact-none = Нет
bot-affected-all = всё
bot-affected-none = ничего
bot-category-crash-loop = падает по кругу
bot-category-memory = кончилась память
bot-category-not-responding = сервис не отвечает
bot-category-telegram-bot = Telegram-бот не отвечает
bot-category-disk-full = диск заполнен
bot-category-outage = всё лежит
bot-category-data-loss = потеря данных
bot-category-security = безопасность
bot-category-other = другое

bot-command-triage = Что-то сломалось: осмотреться и завести инцидент
bot-command-status = Хост и контейнеры сейчас
bot-command-health = Все проверки: что не так и почему
bot-command-restart = Перезапуск контейнера или проекта: /restart gateway
bot-command-run = Команды на хосте: /run restart-test
bot-command-incidents = Доска инцидентов
bot-command-incident = Один инцидент: /incident 12
bot-command-report = Отчёт в Markdown: /report 12
bot-command-metrics = Цели и что вышло на деле
bot-command-settings = Язык, вид сообщений, кто на связи
bot-command-help = Что умеет бот
bot-command-cancel = Прервать вопрос или разбор
bot-help-title = Что умеет «Вахта»
bot-help-reply = Ответьте на карточку — получится заметка; фото или файл в ответе сохранится вместе с инцидентом.
bot-help-terminal = В терминале на хосте:
bot-welcome-quiet = Всё спокойно: поломок нет, открытых инцидентов нет.
bot-welcome-wrong = { $services ->
    [0] С контейнерами всё в порядке
    [one] { $services } сервис с проблемами: { $names }
    [few] { $services } сервиса с проблемами: { $names }
   *[many] { $services } сервисов с проблемами: { $names }
 } · { $incidents ->
    [0] открытых инцидентов нет
    [one] открыт { $incidents } инцидент
    [few] открыто { $incidents } инцидента
   *[many] открыто { $incidents } инцидентов
 }
bot-welcome-you = Вы — { $name }, вам здесь можно всё.
bot-welcome-you-role = Вы — { $name }, { $role }, вам здесь можно всё.
bot-welcome-what = Сломалось — жмите «Разбор»: данные соберутся сами, и ещё одно нажатие откроет инцидент.
bot-unknown-command = Команды { $command } нет. Все команды: /help.
bot-not-understood = Я понимаю команды и кнопки. Сломалось — /triage, посмотреть — /status, остальное — /help. Чтобы добавить заметку, ответьте на карточку инцидента.
bot-late = Когда вы отправили { $command } ({ $age } назад), меня не было, поэтому я ничего не делал. Сделать сейчас?
bot-set-aside = Не получилось обработать, после трёх попыток отложил. Сделано только то, что видно в хронологии. В журнале: update { $id }.
bot-dialogue-ended = Меня обновили посреди нашего разговора, и он оборвался. Ваши ответы сохранены; нажмите кнопку ещё раз или отправьте /triage.
bot-nothing-to-cancel = Прерывать нечего.
bot-cancelled-triage = Разбор прерван. Инцидент не открыт.
bot-cancelled-question = Прервано. То, что вы уже ответили, осталось.
bot-finish-triage-first = Сначала закончите разбор («Принять» или «Отмена»). Можно и просто ответить на карточку.

bot-button-triage = 🚨 Разбор
bot-button-status = 📊 Состояние
bot-button-incidents = 🗂 Инциденты
bot-button-help = ❓ Помощь
bot-button-refresh = 🔄 Обновить
bot-button-accept = ✅ Принять
bot-button-cancel = ✖️ Отмена
bot-button-back = ‹ Назад
bot-button-noticed-now = Замечено: сейчас
bot-button-noticed = Замечено: { $at }
bot-button-now = Сейчас
bot-button-ago = { $minutes } мин назад
bot-button-all = Всё
bot-button-none = Ничего
bot-button-done = Готово
bot-button-suggested = Взять эту фразу
bot-button-skip = Пропустить
bot-button-keep = Оставить
bot-postmortem-title = #{ $number }: разбор причин
bot-postmortem-missing = ещё не записано
bot-postmortem-choose = Нажмите, что записать или поправить. Когда записаны все три, инцидент закрыт.
bot-button-do-it-now = Да, сделать сейчас
bot-button-card = 📌 Карточка #{ $number }
bot-button-take = ✋ Беру
bot-button-take-over = ✋ Беру
bot-button-note = 📝 Заметка
bot-button-logs = 📜 Логи
bot-button-restart = 🔁 Рестарт…
bot-button-act = { $verb ->
    [restart] Рестарт { $name }
    [start] Запуск { $name }
    [stop] Стоп { $name }
    [kill] Убить { $name }
    [pause] Пауза { $name }
    [unpause] Снять с паузы
   *[memory] Лимит { $name }
 }
bot-button-offer = { $verb ->
    [restart] 🔁 Рестарт { $name }
    [start] ▶️ Запуск { $name }
    [unpause] ▶️ С паузы { $name }
    [project-restart] 🔁 Рестарт проекта
    [project-start] ▶️ Запуск проекта
    [project-recreate] ♻️ Пересоздать…
   *[memory] 🧠 Память { $name }
 }
bot-button-start = ▶️ Запустить
bot-button-unpause = ▶️ Снять с паузы
bot-button-memory = 🧠 Память…
bot-button-recreate-project = ♻️ Пересоздать…
bot-button-projects = 🗂 Проекты
bot-button-containers = 📦 Контейнеры
bot-button-all-containers = 📦 Все
bot-button-type-limit = ⌨️ Ввести
bot-button-severity = ⚖️ Уровень
bot-button-mitigate = 🩹 Смягчён
bot-button-restore = 💚 Восстановлен
bot-button-resolve = ✅ Решён
bot-button-reopen = ↩️ Переоткрыть
bot-button-postmortem = ✍️ Итоги
bot-button-correct-time = 🕒 Времена
bot-button-report = 📄 Отчёт
bot-button-timeline = 🧵 История
bot-button-evidence = 🔎 Данные
bot-button-older = ‹ Раньше
bot-button-newer = Позже ›
bot-button-copy-docker = 📋 команда docker
bot-button-copy-ssh = 📋 команда ssh
bot-button-rich-on = Расширить вид
bot-button-rich-off = Упростить вид
bot-button-old = Эта кнопка — из старого сообщения и уже ничего не делает. Что есть сейчас: /status, /incidents, /triage.

bot-toast-done = Готово
bot-toast-taken = #{ $number } за вами
bot-toast-reopened = #{ $number } снова открыт
bot-toast-resolved = #{ $number } решён. { $questions ->
    [0] Разбор причин уже записан.
    [one] Ещё { $questions } короткий вопрос, его можно пропустить.
    [few] Ещё { $questions } коротких вопроса, каждый можно пропустить.
   *[many] Ещё { $questions } коротких вопросов, каждый можно пропустить.
 }
bot-toast-severity = Уровень теперь { $severity }
bot-toast-started = Начинаю
bot-toast-saved = Сохранено

bot-engine-silent = Docker не отвечает с
bot-engine-stumbled = Docker не успел ответить на этот вопрос.
bot-engine-refused = Docker отказал: { $reason }
bot-engine-picture = Ниже — последний снимок, ему { $age }.
bot-engine-by-hand = Пробую дальше и продолжу сам, как только он ответит. Руками, на хосте:
bot-containers-none = Контейнеров у Docker здесь нет.
bot-container-created = создан
bot-container-running = работает
bot-container-restarting = перезапускается
bot-container-paused = на паузе
bot-container-exited = остановлен
bot-container-dead = мёртв
bot-container-removing = удаляется
bot-project-none = вне compose
bot-project-well = в порядке { $well } из { $total }
bot-status-well = { $count ->
    [0] Контейнеров нет
    [one] { $count } контейнер, в порядке
    [few] Все { $count } контейнера в порядке
   *[many] Все { $count } контейнеров в порядке
 }
bot-status-wrong = С проблемами: { $wrong } из { $count }
bot-status-as-of = на
bot-status-load = нагрузка { $load } на ядро ({ $cores })
bot-status-memory = память { $percent } из { $total }
bot-status-disk = { $mount } { $percent }, свободно { $free }
bot-status-inodes = inode { $percent }
bot-status-full-in = при нынешнем росте кончится через { $duration }
bot-status-more-disks = { $count ->
    [one] Ещё { $count } диск
    [few] Ещё { $count } диска
   *[many] Ещё { $count } дисков
 }
bot-status-short-created = новый
bot-status-short-paused = пауза
bot-status-short-exited = стоит
bot-status-short-dead = мёртв
bot-status-short-removing = уходит
bot-status-one-off = разовые запуски
bot-status-col-name = Контейнер
bot-status-col-up = Аптайм
bot-status-col-memory = Память
bot-status-of-host = * своего лимита нет: доля памяти хоста
bot-status-restarted-mark = ↻ — сколько раз перезапускал Docker; время — с последнего
bot-status-last-restart = последний перезапуск { $ago } назад
bot-status-restarts = { $count ->
    [one] { $count } перезапуск, { $ago } назад
    [few] { $count } перезапуска, последний { $ago } назад
   *[many] { $count } перезапусков, последний { $ago } назад
 }
bot-status-more-rows = и ещё { $count }: откройте кнопкой ниже
bot-status-all-figures = CPU и память ({ $count })
bot-status-figures-old = CPU и память старше на { $age }
bot-status-no-figures = CPU и память ещё измеряются
bot-status-memory-own = память { $used } из { $limit }, { $percent } лимита
bot-status-memory-host = память { $used }, лимита нет: { $percent } памяти хоста
bot-status-memory-bare = память { $used }, лимита нет
bot-status-bars = память за час, самое большее { $top }
bot-status-exit = код выхода { $code }
bot-status-health-starting = проверка здоровья ещё идёт
bot-status-health-healthy = здоров
bot-status-health-unhealthy = нездоров
bot-status-probes = { $count ->
    [0] Проверка здоровья: ещё не было
    [one] Последние проверки ({ $count }): { $failed ->
        [0] все прошли
       *[other] не прошло { $failed }
     }
   *[other] Последние проверки ({ $count }): { $failed ->
        [0] все прошли
       *[other] не прошло { $failed }
     }
 }
bot-status-probe-how = каждые { $interval }, ждёт { $timeout }, { $retries ->
    [one] нездоров после { $retries } неудачи
   *[other] нездоров после { $retries } неудач
 }
bot-status-events = Последнее
bot-status-fold-image = Образ, команда, лимиты
bot-status-fold-ways = Порты, сети, тома
bot-status-fold-environment = { $count ->
    [one] { $count } переменная окружения (только имя)
    [few] { $count } переменные окружения (только имена)
   *[many] { $count } переменных окружения (только имена)
 }
bot-status-fact-name = Имя
bot-status-fact-id = Id
bot-status-fact-image = Образ
bot-status-fact-digest = Дайджест
bot-status-fact-command = Команда
bot-status-fact-policy = Политика перезапуска
bot-status-fact-limits = Лимиты
bot-status-fact-logs = Драйвер логов
bot-status-fact-created = Создан
bot-status-fact-ports = Порты
bot-status-fact-networks = Сети
bot-status-fact-mounts = Тома и каталоги
bot-status-limit-memory = память { $limit }
bot-status-limit-swap = своп { $limit }
bot-status-limit-cpus = CPU { $cpus }
bot-status-limit-pids = процессов { $pids }
bot-status-limit-none = нет
bot-status-container-gone = Этого контейнера больше нет: его удалили или переименовали. Вот что есть сейчас.
bot-status-project-gone = У этого проекта больше нет контейнеров.
bot-status-button-health = 🩺 Здоровье
bot-status-button-disk = 💾 Диск
bot-status-button-more = ⋯ Ещё
bot-status-button-restart = 🔁 Рестарт…
bot-status-button-stop = ⏹ Остановить…
bot-status-button-start = ▶️ Запустить…
bot-status-button-kill = ☠️ Убить…
bot-status-button-pause = ⏸ Пауза…
bot-status-button-unpause = ▶️ Снять с паузы…
bot-status-button-memory = 🧠 Память…
bot-status-button-recreate = ♻️ Пересоздать…
bot-status-button-scale = ↔️ Масштаб…
bot-event-create = создан
bot-event-start = запущен
bot-event-die = завершился, код { $code }
bot-event-oom = кончилась память
bot-event-kill = послан сигнал { $signal }
bot-event-stop = остановлен
bot-event-restart = перезапущен вручную
bot-event-pause = поставлен на паузу
bot-event-unpause = снят с паузы
bot-event-rename = переименован
bot-event-update = изменены лимиты
bot-event-destroy = удалён
bot-host-up = работает { $duration }
bot-host-load = нагрузка { $load } на { $cores } { $cores ->
    [one] ядро
    [few] ядра
   *[many] ядер
 }
bot-host-memory = память { $percent }
bot-host-disk = диск { $mount } { $percent }
bot-problem-restarting = падает по кругу: { $count ->
    [one] { $count } перезапуск
    [few] { $count } перезапуска
   *[many] { $count } перезапусков
 }, код выхода { $exitCode }
bot-problem-oom = убит за нехватку памяти{ $times ->
    [one] {""}
    [few] {" "}({ $times } раза)
   *[many] {" "}({ $times } раз)
 }
bot-problem-exited = вышел с кодом { $exitCode }
bot-problem-dead = мёртв
bot-problem-never-started = создан, но так и не запустился
bot-problem-paused = на паузе
bot-problem-unhealthy = нездоров, { $streak ->
    [one] { $streak } проверка провалена
    [few] { $streak } проверки провалены
   *[many] { $streak } проверок провалено
 }: { $output }
bot-problem-memory = память { $percent } от лимита ({ $used } из { $limit })
bot-checks-well = { $count ->
    [1] проверки: 1 из 1 проходит
   *[other] проверки: все { $count } проходят
 }
bot-checks-failed = не проходит проверок: { $failed } из { $count }
bot-logs-errors = { $count ->
    [one] В логах { $count } вид ошибок
    [few] В логах { $count } вида ошибок
   *[many] В логах { $count } видов ошибок
 }

bot-command-logs = логи: хвост, поиск, слежение, файл
bot-button-log-errors = ❗ Ошибки
bot-button-log-all = ☰ Всё
bot-button-log-since = ⏱ Период…
bot-button-log-search = 🔎 Поиск…
bot-button-log-follow = ▶️ Следить
bot-button-log-stop = ⏹ Стоп
bot-button-log-download = ⬇️ Скачать
bot-button-log-other = 📚 Другие…
bot-button-log-15m = 15 мин
bot-button-log-1h = 1 ч
bot-button-log-24h = 24 ч
bot-button-log-start = С запуска
bot-button-log-incident = С инцидента
bot-button-log-everything = Целиком
bot-button-log-everybody = 📚 Все сервисы
bot-button-log-previous = ‹
bot-button-log-next = ›
bot-button-log-anew = 📜 Открыть заново
bot-logs-pick = Чей лог?
bot-logs-pick-which = «{ $name }» есть в нескольких местах. Какой нужен?
bot-logs-pick-unknown = { $count ->
    [0] «{ $name }» здесь нет.
   *[other] «{ $name }» здесь нет. Возможно, это:
 }
bot-logs-pick-unwell = ⚠️ — сейчас не в порядке, 📦 — весь проект.
bot-logs-pick-kept = Заданный фильтр останется.
bot-logs-gone = У { $name } больше нет контейнера, и замены ему нет. /logs покажет, что есть.
bot-logs-old = Этот лог открыли слишком давно: кнопки уже не помнят, что показывали.
bot-logs-errors-only = только ошибки
bot-logs-range-all = целиком
bot-logs-range-last = за { $duration }
bot-logs-range-start = с последнего запуска
bot-logs-range-incident = с начала #{ $number }
bot-logs-zone = в строках { $zone }
bot-logs-found = { $matches ->
    [one] { $matches } совпадение
    [few] { $matches } совпадения
   *[many] { $matches } совпадений
 }, просмотрено { $size }
bot-logs-reading = Читаю… { $size }
bot-logs-searching = Ищу… { $size }, { $matches ->
    [one] { $matches } совпадение
    [few] { $matches } совпадения
   *[many] { $matches } совпадений
 }
bot-logs-packing = Упаковываю… { $size }
bot-logs-following = Вживую
bot-logs-following-until = остановится сам в
bot-logs-empty = Пока ничего не написал.
bot-logs-no-lines = За это время строк нет.
bot-logs-no-errors = Строк об ошибках нет.
bot-logs-no-matches = Совпадений нет.
bot-logs-binary = [двоичные данные]
bot-logs-line-cut = … ещё { $count } симв.
bot-logs-line-endless = … (очень длинная строка)
bot-logs-renewed = Контейнер пересоздан; то, что писал прежний, пропало вместе с ним.
bot-logs-unread = Не прочитано: { $names }.
bot-logs-stopped-deadline = Время вышло; здесь то, что успело найтись. С меньшим периодом или другим словом будет быстрее.
bot-logs-stopped-slow-regex = Это выражение слишком долго работает на этих строках и остановлено. Проще — быстрее: без вложенных повторов вроде (a+)+, например timeout|refused.
bot-logs-stopped-parts = Это больше, чем отправляется за раз; здесь более старая часть. Остальное — с меньшим периодом.
bot-logs-failed = Лог не удалось прочитать: { $reason }
bot-logs-stopping = Останавливаю
bot-logs-nothing-runs = Здесь уже ничего не идёт
bot-logs-follows-full = { $count ->
    [one] Уже идёт слежение за { $count } логом; сначала остановите его.
   *[other] Уже идёт слежение за { $count } логами; сначала остановите один.
 }
bot-logs-packs-full = { $count ->
    [one] Один лог уже упаковывается; дождитесь или остановите.
   *[other] Уже упаковываются логи ({ $count }); дождитесь или остановите один.
 }
bot-logs-ended-stopped = Остановлено: { $who }.
bot-logs-ended-time = { $minutes } мин вышли. «Следить» продолжит.
bot-logs-ended-over = Больше ничего не придёт: контейнер завершился.
bot-logs-ended-exit = Больше ничего не придёт: контейнер завершился с кодом { $code }.
bot-logs-ended-restart = Прервано перезапуском бота.
bot-logs-packed = { $count ->
    [one] Упаковано, файл отправляется.
    [few] Упаковано, отправляются { $count } файла.
   *[many] Упаковано, отправляются { $count } файлов.
 }
bot-logs-pack-empty = За это время скачивать нечего.
bot-logs-file-until = всё до
bot-logs-file-lines = { $count ->
    [one] { $count } строка
    [few] { $count } строки
   *[many] { $count } строк
 }, секреты скрыты
bot-logs-search-title = Поиск: { $name }
bot-logs-search-how = Пришлите слово или часть строки, либо /выражение/. Регистр не важен.
bot-logs-search-placeholder = timeout  или  /5\d\d|refused/
bot-logs-search-empty = Искать нечего.
bot-logs-search-long = Слишком длинно для поиска: не больше { $most } символов.
bot-logs-regex-bad = Это не регулярное выражение ({ $problem }). Пример: /time(d )?out|5\d\d/. Без косых черт ищется как текст.

bot-changes = { $count ->
    [one] { $count } изменение за сутки
    [few] { $count } изменения за сутки
   *[many] { $count } изменений за сутки
 }
bot-changes-none = За сутки ничего не менялось
bot-change-image = { $service }: новый образ
bot-change-config = { $service }: новая конфигурация
bot-change-restarted-by-hand = { $service }: перезапущен вручную
bot-change-recreated = { $service }: пересоздан
bot-change-created = { $service }: создан
bot-change-removed = { $service }: удалён
bot-change-host-reboot = хост перезагружался
bot-change-engine-restart = Docker перезапускался
bot-source-host = Хост
bot-source-public-names = Внешние имена
bot-source-containers = Контейнеры
bot-source-checks = Проверки
bot-source-logs = Логи
bot-source-changes = Изменения
bot-source-pending = …
bot-source-slow = молчит 2 с, ждём дальше
bot-source-failed = спросить не удалось: { $reason }

bot-triage-started = Разбор начат
bot-triage-suggested = Похоже на
bot-triage-provisional = (данные ещё собираются)
bot-triage-steps = Или по шагам: выберите уровень.
bot-triage-why = Почему
bot-triage-evidence = Данные
bot-triage-opened = #{ $number } открыт, { $severity }
bot-triage-cancelled = Разбор прерван
bot-triage-expired = Разбор закончен: 30 минут никто не отвечал
bot-triage-again = Инцидент не открыт. /triage начнёт заново, со свежими данными.
bot-triage-active = У вас здесь уже идёт разбор: продолжите его выше или прервите — /cancel.
bot-triage-not-yours = Этот разбор ведёт { $who }. Свой — по /triage.
bot-triage-is-incident = Этот разбор стал инцидентом #{ $number }.
bot-triage-tap-expected = Нажмите одну из кнопок выше; текст нужен только для описания и времени.
bot-triage-text-expected = Напишите текстом или нажмите одну из кнопок выше.
bot-question-offer = Что это?
bot-question-affected = Что задето? Отметьте и нажмите «Готово».
bot-question-users = Пользователи пострадали?
bot-question-impact = Какой ущерб для дела?
bot-question-summary = Одной фразой: напишите или возьмите эту.
bot-question-noticed = Когда заметили? Нажмите или напишите ЧЧ:ММ ({ $zone }).
bot-noticed-at = замечено в
bot-ask-summary = Ответьте на это сообщение одной фразой: что сломалось.
bot-ask-noticed = Ответьте на это сообщение временем: ЧЧ:ММ или ГГГГ-ММ-ДД ЧЧ:ММ ({ $zone }).
bot-placeholder-summary = Что сломалось
bot-placeholder-noticed = 03:05
bot-placeholder-text = Ваш ответ

bot-card-since = С
bot-card-moved = 📌 Карточка #{ $number } теперь ниже.
bot-card-took = длился { $duration }
bot-card-restored = восстановлен через { $duration }
bot-card-respond = взяться за { $within }
bot-card-responded = взялись через { $after } из { $within }
bot-card-affected = Затронуто: { $services }
bot-card-impact = Пользователи: { $users } · ущерб: { $business }
bot-card-nobody = Пока никто не взялся
bot-card-on-it = Занимается: { $who }
bot-field-rootCause = Причина
bot-field-resolution = Решение
bot-field-prevention = Предотвращение
bot-time-impactStartedAt = Началось
bot-time-detectedAt = Обнаружено
bot-time-declaredAt = Объявлено
bot-time-triagedAt = Разобрано
bot-time-acknowledgedAt = Взято
bot-time-mitigatedAt = Смягчено
bot-time-restoredAt = Восстановлено
bot-time-resolvedAt = Решено
bot-times-title = #{ $number }: времена
bot-times-choose = Нажмите то, которое нужно поправить. Правка останется в хронологии.
bot-timeline-title = #{ $number }: хронология
bot-evidence-title = #{ $number }: данные
bot-evidence-none = При этом инциденте данных не сохранено.
bot-board-title = { $active ->
    [0] Открытых нет
    [one] { $active } инцидент в работе
    [few] { $active } инцидента в работе
   *[many] { $active } инцидентов в работе
 } · всего { $total }
bot-board-empty = Инцидентов ещё не было. Сломается — /triage.
bot-incident-unknown = Инцидента #{ $number } нет. Все инциденты: /incidents.
bot-incident-unknown-newest = Инцидента #{ $number } нет, последний — #{ $newest }. Все инциденты: /incidents.
bot-incident-none = Инцидента #{ $number } нет: ещё ни один не открывали. Открыть — /triage.
bot-incident-malformed = «{ $text }» — не номер инцидента. Пишите так: /incident 12
bot-noted = 📝 Записал в #{ $number }
bot-attached = 📎 { $file } сохранён в #{ $number }
bot-reply-unusable = К #{ $number } могу приложить текст, фото и файлы, а это — нет.
bot-file-too-large = { $file } больше 20 МБ, столько Telegram ботам не отдаёт. Пришлите часть или опишите в заметке.
bot-file-gone = У Telegram больше нет файла { $file }. Пришлите ещё раз.
bot-pick-severity = #{ $number }: какой уровень?
bot-pick-restart = #{ $number }: какой сервис перезапустить?
bot-no-services = Ни одного сервиса из #{ $number } у Docker больше нет.
bot-service-gone = Этого сервиса у Docker больше нет. Нажмите кнопку на карточке ещё раз.
bot-report-none = Отчитываться пока не о чем. Инцидент открывает /triage.
bot-report-file = Отчёт по #{ $number }, Markdown

bot-entry-detected = Обнаружено
bot-entry-triage-started = { $who }: начат разбор
bot-entry-declared = { $who }: объявлен { $severity }
bot-entry-triaged = { $who }: разобрано — { $severity }, { $category }
bot-entry-taken = { $who } занимается
bot-entry-note = { $who }: { $text }
bot-entry-note-edited = { $who }: заметка исправлена — { $text }
bot-entry-attachment = { $who }: приложен { $file } ({ $size })
bot-entry-operation-started = { $who }: { $what } — начато
bot-entry-operation-succeeded = { $who }: { $what } ✓
bot-entry-operation-failed = { $who }: { $what } ✗
bot-entry-operation-cancelled = { $who }: { $what } — отменено
bot-entry-operation-interrupted = { $who }: { $what } — прервано
bot-entry-operation-withdrawn = { $who }: { $what } — ✓ снят
bot-entry-severity = { $who }: { $from } → { $to }
bot-entry-mitigated = Смягчён ({ $who })
bot-entry-restored = Сервис восстановлен ({ $who })
bot-entry-resolved = { $who }: решён
bot-entry-reopened = { $who }: открыт снова
bot-entry-closed = Закрыт
bot-entry-postmortem = { $who }: { $field ->
    [rootCause] записана причина
    [resolution] записано решение
   *[prevention] записаны меры на будущее
 }
bot-entry-time-corrected = { $who }: время «{ $field }» исправлено на { $to }
bot-entry-relapse = { $service } снова упал: уже не восстановлен
bot-announce-opened = { $severity } #{ $number } открыт ({ $who })
bot-announce-severity = #{ $number } теперь { $severity } ({ $who })
bot-announce-mitigated = #{ $number } смягчён ({ $who })
bot-announce-restored = #{ $number }: сервис восстановлен ({ $who }, через { $took })
bot-announce-resolved = #{ $number } решён ({ $who }, через { $took })
bot-announce-unwell = ещё не в порядке: { $services }
bot-announce-reopened = #{ $number } снова открыт ({ $who })

bot-ask-title-note = Заметка
bot-ask-title-rootCause = Причина
bot-ask-title-resolution = Решение
bot-ask-title-prevention = Предотвращение
bot-ask-title-impactStartedAt = Когда началось?
bot-ask-title-detectedAt = Когда обнаружили?
bot-ask-title-declaredAt = Когда объявили?
bot-ask-title-triagedAt = Когда разобрали?
bot-ask-title-acknowledgedAt = Когда взялись?
bot-ask-title-mitigatedAt = Когда смягчили?
bot-ask-title-restoredAt = Когда восстановили?
bot-ask-title-resolvedAt = Когда решили?
bot-ask-how-note = Напишите заметку.
bot-ask-how-rootCause = Почему это случилось? Хватит одной строки.
bot-ask-how-resolution = Что помогло?
bot-ask-how-prevention = Что сделать, чтобы не повторилось?
bot-ask-how-time = Напишите ЧЧ:ММ или ГГГГ-ММ-ДД ЧЧ:ММ ({ $zone }).
bot-question-text-expected = Ответьте текстом или нажмите кнопку.
bot-question-over = На этот вопрос уже ответили или он снят. Всё можно поправить с карточки.

bot-plan-title = { $verb ->
    [restart] Перезапустить { $name }?
    [start] Запустить { $name }?
    [stop] Остановить { $name }?
    [kill] Убить { $name }?
    [pause] Поставить { $name } на паузу?
    [unpause] Снять { $name } с паузы?
   *[memory] Новый лимит памяти для { $name }?
 }
bot-plan-container = Контейнер { $container }, сейчас { $state ->
    [created] создан
    [running] работает
    [restarting] перезапускается
    [paused] на паузе
    [exited] остановлен
    [removing] удаляется
   *[dead] мёртв
 }
bot-plan-dependents = От него зависят: { $services }
bot-plan-no-dependents = От него никто не зависит
bot-plan-dependents-unknown = Кто от него зависит, неизвестно (метки depends_on нет, файлы compose не прочитать)
bot-plan-ports = Не будут отвечать: { $ports }
bot-plan-no-ports = Открытых наружу портов нет
bot-plan-ports-down = Перестанут отвечать: { $ports }
bot-plan-connected = Сейчас подключены: { $names }{ $outside ->
    [0] {""}
   *[other] {" "}и снаружи: { $outside }
 }
bot-plan-connected-outside = Сейчас подключены: { $outside ->
    [one] { $outside } соединение снаружи
    [few] { $outside } соединения снаружи
   *[other] { $outside } соединений снаружи
 }
bot-plan-connected-nobody = Сейчас к нему никто не подключён
bot-plan-connected-unknown = Кто подключён, неизвестно
bot-plan-stays-down = { $policy ->
    [always] Потом стоит, пока кто-нибудь не запустит или не перезапустится сам Docker (политика always)
   *[other] Потом стоит, пока кто-нибудь не запустит (политика { $policy })
 }
bot-plan-kill = SIGKILL сразу: ничего не доделает и не сохранит, а потом останется лежать
bot-plan-pause = Процессы замрут на месте; кто подключён, будет ждать, ничего не пропадёт
bot-plan-memory = Лимит: { $from ->
    [none] нет
   *[other] { BYTES($from) }
 } → { BYTES($to) }
bot-plan-memory-used = Сейчас занимает { BYTES($used) }
bot-plan-memory-lost = При следующем пересоздании через compose лимит пропадёт; строки, которые его сохранят, придут с итогом
bot-plan-volumes = Тома останутся как есть: { $volumes }
bot-plan-stop = { $seconds ->
    [-1] Потом даю на остановку, сколько попросит
   *[other] Потом даю { $seconds } с на остановку
 }
bot-plan-healthcheck = Жду, пока станет здоровым, не дольше { DURATION($wait) }
bot-plan-no-healthcheck = Жду, пока проработает 10 с (проверки здоровья нет)
bot-plan-replicas = Это один из { $count } контейнеров сервиса, остальные не трогаю
bot-plan-evidence = Сначала сохраню последние 200 строк лога и inspect
bot-plan-valid = Действует один раз, две минуты, только для вас.
bot-plan-valid-for = Действует один раз, две минуты; подтверждает { $who }.
bot-helped = { $action ->
    [restart] Перезапуск
    [start] Запуск
    [unpause] Снятие с паузы
    [kill] Kill
    [memory] Больше памяти
    [project-restart] Перезапуск проекта
    [project-recreate] Пересоздание проекта
    [stop] Остановка
    [pause] Пауза
    [scale] Масштаб
    [project-start] Запуск проекта
    [project-stop] Остановка проекта
   *[other] «{ $action }»
 } { $failure ->
    [oom] после нехватки памяти
    [crash] { $code ->
        [unknown] после падения
       *[other] после кода выхода { $code }
     }
    [unhealthy] при проваленной проверке здоровья
   *[none] без видимых проблем
 }: помогло { $helped } из { $count }, обычно за { DURATION($median) }
bot-helped-never = { $action ->
    [restart] Перезапуск
    [start] Запуск
    [unpause] Снятие с паузы
    [kill] Kill
    [memory] Больше памяти
    [project-restart] Перезапуск проекта
    [project-recreate] Пересоздание проекта
    [stop] Остановка
    [pause] Пауза
    [scale] Масштаб
    [project-start] Запуск проекта
    [project-stop] Остановка проекта
   *[other] «{ $action }»
 } { $failure ->
    [oom] после нехватки памяти
    [crash] { $code ->
        [unknown] после падения
       *[other] после кода выхода { $code }
     }
    [unhealthy] при проваленной проверке здоровья
   *[none] без видимых проблем
 }: ни разу не помогло ({ $count ->
    [one] { $count } попытка
    [few] { $count } попытки
   *[other] { $count } попыток
 })
bot-restart-pick = Что перезапустить?
bot-restart-pick-well = Что перезапустить? Все работают нормально.
bot-restart-failure = { $failure ->
    [oom] не хватило памяти
    [crash] { $code ->
        [unknown] упал
       *[other] упал с кодом { $code }
     }
    [unhealthy] проверка здоровья не проходит
   *[none] не работает
 }
bot-restart-none = Контейнеров нет. Что говорит Docker — в /status.
bot-restart-unknown = «{ $text }» не нашлось. Может быть, что-то из этого?
bot-restart-unknown-all = «{ $text }» не нашлось. Вот что есть:
bot-restart-several = «{ $text }» тут несколько. Какой именно?
bot-restart-projects = Какой проект целиком?
bot-memory-title = Память { $name }
bot-memory-now = Лимит: { $limit ->
    [none] нет
   *[other] { BYTES($limit) }
 }
bot-memory-used = Занято: { BYTES($used) }
bot-memory-used-unknown = Занято: неизвестно (не работает)
bot-memory-host = На хосте { BYTES($host) }
bot-memory-choose = Сколько ему разрешить?
bot-memory-ask = Лимит памяти { $name }: сколько? Ответьте размером: 512, 512m или 1.5g.
bot-memory-asked-over = Лимит памяти { $name }: ответ принят.
bot-memory-keep = Чтобы compose его сохранил, впишите в файл:
bot-redeem-expired = Две минуты прошли, ничего не сделано. Если ещё нужно, начните заново.
bot-redeem-cancelled = Отменено, ничего не сделано.
bot-redeem-unknown = Этот вопрос уже не действует, ничего не сделано. Если ещё нужно, начните заново.
bot-redeem-used = Это уже сделано, итог выше.
bot-redeem-running = Уже выполняется, повторять не нужно.
bot-redeem-not-yours = Спрашивали не вас, а { $who }. Начните сами.
bot-redeem-busy = Этим прямо сейчас занимается { $who }. Дождитесь итога.
bot-redeem-overtaken = Пока висел этот вопрос, это сделал другой: { $who }. Сначала посмотрите на итог.
bot-redeem-own-question = Начали вы: согласиться должен кто-то другой.
bot-redeem-not-agreed = Тот, кто начал, ещё не подтвердил.
bot-second-needed = Нужно согласие двоих (twoPerson в vakhta.yaml)
bot-second-nobody = Нужно согласие двоих, а второго с такими правами нет: добавьте человека в AUTHORIZED_USER_IDS или поправьте twoPerson или access в vakhta.yaml.
bot-second-waiting = Вы подтвердили. Жду второго человека, до
bot-second-asked = Запрашивает { $who }. Нужно согласие второго человека, жду до
bot-second-given = Второе «да»: { $who }. Выполняется.
bot-second-refused = Отказ: { $who }. Ничего не сделано.
bot-toast-looking = Смотрю на проект…
bot-toast-second = Ждём второго человека
bot-repeated = За десять минут это уже делали { $count ->
    [one] { $count } раз
    [few] { $count } раза
   *[other] { $count } раз
 }. Вот что вышло:
bot-repeated-advice = Ещё одна попытка вряд ли поможет: сначала посмотрите лог или переходите к следующему шагу процедуры.
bot-button-sure = Всё равно сделать
bot-button-refuse = Нет
bot-cancel-cancelled = Отменено до начала
bot-cancel-requested = Прервётся на следующем шаге
bot-cancel-too-late = Поздно: итог уже есть
bot-cancel-unknown = Эта операция неизвестна
bot-operation-restart = Перезапуск { $target }
bot-operation-start = Запуск { $target }
bot-operation-stop = Остановка { $target }
bot-operation-kill = Kill { $target }
bot-operation-pause = Пауза { $target }
bot-operation-unpause = Снятие с паузы { $target }
bot-operation-memory = Лимит памяти { $target }
bot-operation-command = { $target }
bot-operation-project-restart = Перезапуск проекта { $target }
bot-operation-project-stop = Остановка проекта { $target }
bot-operation-project-start = Запуск проекта { $target }
bot-operation-project-recreate = Пересоздание проекта { $target }
bot-operation-scale = Масштаб { $target }
bot-operation-backup = Бэкап { $target }
bot-operation-backup-verify = Проверка бэкапа { $target }
bot-operation-drill = Учения по восстановлению { $target }
bot-operation-restore-dry-run = Пробный прогон восстановления { $target }
bot-operation-restore = Восстановление { $target }
bot-operation-backup-prune = Удаление старых бэкапов { $target }
bot-operation-backup-import = Импорт { $target }
bot-operation-queued = ждёт очереди
bot-operation-running = идёт
bot-operation-unknown = Об этой операции больше ничего не известно.
bot-operation-by = По команде: { $who }
bot-operation-by-two = По команде: { $who }, согласие: { $second }
bot-operation-retracted = ✓ снят через { $after }: { $reason }
bot-triage-noticed = 🕒 Время принято. Разбор продолжается выше.
bot-answer-kept = ✓ Сохранено в #{ $number }
bot-toast-yours = #{ $number } и так за вами
bot-triage-duplicate = ⚠️ Уже открыт: { $incidents }
bot-operation-watching = Слежу ещё две минуты; упадёт снова — скажу.
bot-operation-held = Следил две минуты: держится.
bot-operation-last-lines = Последние строки лога
bot-operation-evidence = Сохранено заранее:
bot-next-recreate = Дальше по процедуре: пересоздать проект (down, затем up -d).
bot-next-restore = Дальше по процедуре: восстановить данные из последней проверенной копии.
bot-next-logs = Дальше по процедуре: читать лог.
bot-next-logs-recreate = Дальше по процедуре: читать лог; если в нём нет причины — пересоздать проект.
bot-next-escalate = Дальше по процедуре: эскалация — поднять уровень и звать на помощь.

bot-metrics-days-range = Дней: от 1 до 3650, например /metrics 90
bot-metrics-title = Показатели за { $days } дн
bot-metrics-days = { $days } дн
bot-metrics-metric = Показатель
bot-metrics-target = Цель
bot-metrics-measured = На деле
bot-audit-title = Кто что делал за { $days ->
    [one] { $days } день
    [few] { $days } дня
   *[other] { $days } дней
 }: { $count ->
    [one] { $count } запись
    [few] { $count } записи
   *[other] { $count } записей
 }
bot-audit-empty = За это время никто ничего не делал.
bot-audit-file = Журнал действий за { $days ->
    [one] { $days } день
    [few] { $days } дня
   *[other] { $days } дней
 }: { $rows ->
    [one] { $rows } строка
    [few] { $rows } строки
   *[other] { $rows } строк
 }. Время в UTC.
bot-audit-days-range = Дней: от 1 до { $most }, например /audit 90
bot-button-csv = Файл CSV
bot-command-audit = Кто что делал, можно файлом
bot-metrics-none = данных пока нет
bot-metrics-few = слишком мало (n={ $n })
bot-metrics-count = { $name }: n={ $n }
bot-metrics-spread = { $name }: n={ $n }, медиана { $median }, p90 { $p90 }
bot-metrics-how = Как считается
bot-metric-rto = RTO
bot-metric-rpo = RPO
bot-metric-mttr = MTTR
bot-metric-mtbf = MTBF
bot-metric-pass-rate = Успешность
bot-metric-how-rto = RTO: от обнаружения до восстановления; судим по худшему случаю
bot-metric-how-rpo = RPO: возраст самых свежих данных, которые вернуло восстановление или учение; судим по худшему случаю
bot-metric-how-mttr = MTTR: среднее время до разбора, от обнаружения до решения, что это
bot-metric-how-mtbf = MTBF: (период − незапланированный простой) ÷ число отказов, начиная с двух отказов
bot-metric-how-pass-rate = Успешность: (удачные восстановления и плановые учения) ÷ (все попытки + пропущенные)

bot-settings-title = Настройки
bot-settings-language = Язык:
bot-settings-rich = Расширенный вид (таблицы, сворачиваемые подробности):
bot-settings-access = Вам можно:
bot-access-viewer = смотреть (viewer)
bot-access-responder = смотреть и действовать (responder)
bot-access-admin = всё (admin)
bot-settings-reachable = До всех можно достучаться.
bot-unreachable-blocked = { $name }: бот заблокирован
bot-unreachable-never-started = { $name }: бот ни разу не запущен, нужно открыть его и нажать «Старт»
bot-unreachable-chat-gone = { $name }: чата больше нет
bot-unreachable-unseen = { $name } боту ещё не писал
bot-oncall-unreachable = В чат дежурных написать нельзя: добавьте туда бота
bot-right-member = Бота нет в чате дежурных
bot-right-pin = Боту нельзя закреплять сообщения в чате дежурных: карточки не закрепляются
bot-right-topics = Боту нельзя управлять темами в чате дежурных
bot-right-readsAll = Включён режим приватности: в группе бот видит только команды и ответы (этого достаточно)

## projects: operations on a compose project

operations-project-gone = у проекта { $project } больше нет контейнеров. Поднимите его на хосте: docker compose up -d — или посмотрите в /status, что есть.
operations-own-project = в проекте { $project } работаю я сам. Я бы остановил себя и уже не поднялся. Сделайте это на хосте: docker compose restart
operations-project-nothing-runs = в { $project } ничего не запущено, останавливать нечего. Поднять — кнопкой «Запустить».
operations-project-all-run = в { $project } и так всё запущено
operations-project-saving-evidence = сначала сохраняю логи и inspect { $count ->
    [one] { $count } контейнера
   *[other] { $count } контейнеров
 }
operations-project-stopping = останавливаю { $services }{ $more ->
    [0] {""}
   *[other] {" "}и ещё { $more }
 }
operations-project-starting = запускаю { $services }{ $more ->
    [0] {""}
   *[other] {" "}и ещё { $more }
 }
operations-project-waiting-for = жду готовности { $services }, от него зависят другие{ $more ->
    [0] {""}
   *[other] {" "}(и ещё { $more })
 }
operations-project-waiting = в порядке { $well } из { $total }, жду { $services }{ $more ->
    [0] {""}
   *[other] {" "}и ещё { $more }
 }
operations-compose-down = compose down { $lines ->
    [none] выполняется
   *[other] пишет:
 }
operations-compose-up = compose up -d { $lines ->
    [none] выполняется
   *[other] пишет:
 }
operations-project-restarted = { $count ->
    [one] { $count } контейнер, в порядке
    [few] все { $count } контейнера в порядке
   *[other] все { $count } контейнеров в порядке
 }
operations-project-started = { $count ->
    [one] запущен { $count } контейнер, он в порядке
    [few] запущены { $count } контейнера, все в порядке
   *[other] запущено { $count } контейнеров, все в порядке
 }
operations-project-stopped = { $count ->
    [one] остановлен { $count } контейнер
    [few] остановлены { $count } контейнера
   *[other] остановлено { $count } контейнеров
 }; проект лежит, пока его кто-нибудь не запустит
operations-project-recreated-compose = пересоздан через compose down и up -d; { $count ->
    [one] { $count } контейнер, в порядке
    [few] все { $count } контейнера в порядке
   *[other] все { $count } контейнеров в порядке
 }
operations-project-recreated-engine = остановлен и запущен по порядку, без compose, контейнеры те же; { $count ->
    [one] { $count } контейнер, в порядке
    [few] все { $count } контейнера в порядке
   *[other] все { $count } контейнеров в порядке
 }
operations-project-unwell = не в порядке: { $services }{ $more ->
    [0] {""}
   *[other] {" "}и ещё { $more }
 }; в порядке { $well } из { $total }
operations-project-unknown = чем кончилось у { $services }{ $more ->
    [0] {""}
   *[other] {" "}и ещё { $more }
 }, неизвестно: Docker перестал отвечать
operations-project-still-runs = всё ещё работают: { $services }{ $more ->
    [0] {""}
   *[other] {" "}и ещё { $more }
 }
operations-project-cause = { $service }: { $cause ->
    [unhealthy] healthcheck не проходит
    [not-well-in-time] не пришёл в порядок за время, которое даёт healthcheck
    [crash-loop] падает снова и снова, код { $code }
    [exited] завершился с кодом { $code }
    [stopped-not-started] остановлен и не запустился, код { $code }
    [out-of-memory] убит за нехватку памяти
    [gone] контейнера больше нет: сервис лежит
    [did-not-happen] работает как раньше, с ним ничего не произошло
   *[other] в порядок не пришёл
 }
operations-project-refused = Docker отказал для { $service }: { $problem }
operations-project-not-ready = { $services }{ $more ->
    [0] {""}
   *[other] {" "}и ещё { $more }
 } не поднялся за своё время; зависимые всё равно запущены
operations-project-no-order = Порядок неизвестен (depends_on прочитать негде): всё остановлено и запущено разом
operations-project-not-begun = меня остановили раньше, чем началось; ничего не тронуто. Если ещё нужно — повторите
operations-project-finished-after-kill = Меня остановили на полпути. Всё, что было остановлено, запущено снова
operations-project-up-after-kill = Меня остановили на полпути. compose up -d вызван ещё раз, чтобы ничего не осталось лежать
operations-project-cancelled-before = отменено до начала; ничего не тронуто
operations-project-cancelled-after = проект опущен и поднят, но ожидание отменено: что всё в порядке, ещё никто не видел
operations-project-cancelled-stop = отменено на полпути: что успело остановиться, стоит, остальное работает. «Запустить» поднимет всё
operations-project-cancelled-start = отменено на полпути: что успело запуститься, работает, но в порядке ли — никто не видел
operations-project-away = Docker на полпути перестал отвечать и не вернулся: часть { $project } может лежать. На хосте: systemctl status docker, потом docker compose up -d
operations-project-compose-not-any-more = compose этого больше не может, поэтому ничего не тронуто. Спросите ещё раз — покажу, что возможно
operations-project-compose-code = compose up -d завершился { $code ->
    [unknown] без кода: не уложился во время
   *[other] с кодом { $code }
 }
operations-project-down-code = compose down завершился { $code ->
    [unknown] без кода: не уложился во время
   *[other] с кодом { $code }
 }, up -d всё равно выполнен
operations-project-started-the-rest = compose оставил стоять { $services }{ $more ->
    [0] {""}
   *[other] {" "}и ещё { $more }
 }; запущено без него
operations-project-output-lost = Вывод compose сохранить не удалось
operations-compose-no-files = На контейнерах не написано, где лежат файлы compose
operations-compose-file-missing = Не могу прочитать { $file }. Если я сам в контейнере, смонтируйте эту папку по тому же пути
operations-compose-no-program = Там, где я работаю, нет docker compose
operations-compose-files-broken = compose не принимает файлы: { $problem }
operations-compose-other-files = { $file } описывает не те сервисы, что запущены: это не тот файл, из которого они подняты
operations-compose-out-of-sight = В файлах есть сервисы, которых мне не видно: { $services }
operations-compose-unset-variables = В файлах есть переменные, которых я нигде не нахожу: { $names }. Впишите их в .env рядом с файлом compose
operations-compose-images-missing = Этих образов на хосте нет, а скачивать и собирать я не стану: { $images }
operations-scale-unknown = в файлах compose нет сервиса { $service }
operations-scale-named = у { $service } своё имя (container_name { $container }), поэтому он может быть только один
operations-scale-port = { $service } занимает порт хоста { $port } целиком, поэтому он может быть только один
operations-scale-same = { $service } и так запущен ×{ $count }
operations-scale-done = { $count ->
    [one] работает { $count } экземпляр, в порядке
    [few] работают { $count } экземпляра, все в порядке
   *[other] работают { $count } экземпляров, все в порядке
 }
operations-scale-not-reached = просили { $count }, есть { $now }
operations-scale-refused = compose говорит: { $problem }
operations-scale-cancelled-before = отменено до начала; ничего не изменилось
operations-scale-cancelled-after = compose уже вызван, но ожидание отменено: проверьте, сколько их сейчас
bot-project-gone = У этого проекта больше нет контейнеров. Что есть — в /status.
bot-project-title = { $verb ->
    [restart] Перезапустить проект { $project }?
    [stop] Остановить проект { $project }?
    [start] Запустить проект { $project }?
   *[recreate] Пересоздать проект { $project }?
 }
bot-project-do = { $verb ->
    [restart] Рестарт { $project }
    [stop] Стоп { $project }
    [start] Запуск { $project }
   *[recreate] Пересоздать { $project }
 }
bot-project-do-short = { $verb ->
    [restart] Рестарт проекта
    [stop] Стоп проекта
    [start] Запуск проекта
   *[recreate] Пересоздать проект
 }
bot-project-order-restart = Остановлю { $running } из { $total } в таком порядке, потом запущу в обратном: { $services }
bot-project-order-recreate = Опущу все { $total } (работают { $running }) в таком порядке, потом подниму в обратном: { $services }
bot-project-order-stop = Остановлю { $running } из { $total } в таком порядке: { $services }
bot-project-order-start = Работают { $running } из { $total }; остальное запущу в таком порядке: { $services }
bot-project-order-unknown = Порядок неизвестен (depends_on прочитать негде), поэтому всё разом: { $services }
bot-project-ring = Эти зависят друг от друга, поэтому идут вместе: { $services }
bot-project-no-compose = compose down и up -d применить нельзя. Вместо этого — стоп и старт:
bot-project-same-containers = Контейнеры останутся те же: новый образ или изменённый файл не подействуют
bot-project-by-compose = Через { $program }: down, потом up -d, из { $files }. Без pull и сборки
bot-project-changed = Файл compose с тех пор изменился; пересоздание применит его к: { $services }
bot-project-changed-unknown = Менялся ли с тех пор файл compose, не узнать; применится то, что в нём сейчас
bot-project-limits-lost = Пропадут лимиты памяти, заданные отсюда: { $services }. Сначала запишите их в файл compose
bot-project-added = Ещё поднимется, потому что есть в файле: { $services }
bot-project-standing = Запустится и то, что сейчас стоит: { $services }
bot-project-scales = Число экземпляров останется: { $services }
bot-project-orphans = Не трону, потому что в файле их нет: { $services }
bot-project-neighbours = В его сетях есть и чужие: { $containers }
bot-project-connected-nobody = Снаружи сейчас никто не подключён
bot-project-evidence = Сначала сохраню логи и inspect { $count ->
    [one] { $count } контейнера
   *[other] { $count } контейнеров
 }
bot-project-wait = Жду, пока придёт в порядок каждый, не дольше { DURATION($wait) } на каждый
bot-project-stays-down = Проект лежит, пока его кто-нибудь не запустит
bot-project-button-recreate = ♻️ Пересоздать…
bot-project-button-start = ▶️ Запустить…
bot-scale-pick = { $project }: каких экземпляров сделать больше или меньше?
bot-scale-none = { $project }: ни один сервис нельзя запустить больше одного раза
bot-scale-how-many = { $service } сейчас ×{ $count }. Сколько надо?
bot-scale-title = { $service }: было { $from }, станет { $count }?
bot-scale-do = { $service } ×{ $count }
bot-scale-more = compose запустит ещё { $by }
bot-scale-less = compose остановит и удалит { $by }, с самыми большими номерами; соединения с ними оборвутся
bot-scale-others = Остальные экземпляры и другие сервисы не трогаются
bot-scale-until-recreate = Файл compose не меняется; поздний up на хосте может вернуть число из файла

bot-command-disk = Что занимает место и что можно освободить
bot-operation-cleanup = Очистка: { $target }
bot-disk-group-image = Образы
bot-disk-group-container = Контейнеры
bot-disk-group-volume = Тома
bot-disk-group-cache = Кэш сборки
bot-disk-group-log = Логи
bot-disk-group-own = Vakhta
bot-disk-measuring = Измеряю… Docker складывает размеры файлов, на большом хосте это занимает до минуты.
bot-disk-no-picture = Измеренное уже неактуально. Нажмите «Обновить».
bot-disk-failed = Не удалось измерить: { $reason }
bot-disk-unknown = О дисках ничего не известно.
bot-disk-available = свободно { BYTES($bytes) }
bot-disk-safe-shared = { $count ->
    [one] Можно смело удалить { $count } объект; сколько освободится, будет видно после
    [few] Можно смело удалить { $count } объекта; сколько освободится, будет видно после
   *[many] Можно смело удалить { $count } объектов; сколько освободится, будет видно после
  }
bot-disk-safe-few = 🧹 Выигрывать нечего: заведомо ненужное почти ничего не занимает.
bot-disk-safe = Можно смело освободить: { BYTES($bytes) }
bot-disk-safe-at-least = Можно смело освободить: не меньше { BYTES($bytes) }
bot-disk-nothing-safe = 🧹 Заведомо ненужного нет. Что ещё можно удалить – на страницах ниже.
bot-disk-count = №
bot-disk-size = размер
bot-disk-can-go = можно
bot-disk-grew = Выросло с
bot-disk-empty = Здесь пусто.
bot-disk-free = можно удалить
bot-disk-warn-last-images = последний образ { $project } (остановлен)
bot-disk-warn-old-version = прежняя версия, в { $project } уже новее
bot-disk-warn-stopped-project = из { $project }, проект остановлен
bot-disk-warn-built-here = собран здесь, в реестрах нет
bot-disk-warn-live-log = содержимое пропадёт
bot-disk-unused = ◻️ не используется
bot-disk-cache-free = не используется; следующая сборка будет дольше
bot-disk-cache-entries = { $count ->
    [one] { $count } запись
    [few] { $count } записи
   *[many] { $count } записей
  }
bot-disk-frees = освободит { BYTES($bytes) }, остальное общее
bot-disk-rotated-log = старые файлы
bot-disk-live-log = текущий файл
bot-disk-live-note = Текущий файл очищается: его содержимое пропадёт, последние 200 строк сохраню.
bot-disk-logs-unreadable = { $count ->
    [one] Лог { $count } контейнера прочитать нельзя: файловая система хоста мне не видна.
    [few] Логи { $count } контейнеров прочитать нельзя: файловая система хоста мне не видна.
   *[many] Логи { $count } контейнеров прочитать нельзя: файловая система хоста мне не видна.
  } Смонтируйте её (-v /:/host:ro,rslave, HOST_ROOT=/host); чтобы чистить логи, смонтируйте под ней /var/lib/docker/containers на запись и запустите меня от root.
bot-disk-logs-elsewhere = { $count ->
    [one] { $count } контейнер хранит лог в другом месте: { $drivers }
    [few] { $count } контейнера хранят логи в другом месте: { $drivers }
   *[many] { $count } контейнеров хранят логи в другом месте: { $drivers }
  }
bot-disk-volume-note = Том удаляется только сам по себе, после того как введено его имя.
bot-disk-own-database = база { BYTES($bytes) }
bot-disk-own-evidence = улики { BYTES($bytes) }
bot-disk-own-reports = отчёты { BYTES($bytes) }
bot-disk-own-attachments = вложения { BYTES($bytes) }
bot-disk-own-backups = бэкапы { BYTES($bytes) }
bot-disk-own-other = прочее { BYTES($bytes) }
bot-disk-own-how = Старые улики и файлы отчётов удаляются сами каждый день (retention в vakhta.yaml); всё, что относится к открытым инцидентам, остаётся.
bot-disk-nothing = Удалить из этого уже ничего нельзя. Нажмите «Обновить».
bot-disk-ask-image = Удалить образ { $name }?
bot-disk-ask-container = Удалить контейнер { $name }?
bot-disk-ask-volume = Удалить том { $name }?
bot-disk-ask-cache = Удалить { BYTES($bytes) } кэша сборки?
bot-disk-ask-rotated-log = Удалить старые файлы лога { $name }?
bot-disk-ask-live-log = Очистить лог { $name }?
bot-disk-ask-own = Удалить { $name }?
bot-disk-ask-logs = { $count ->
    [one] Очистить { $count } лог?
    [few] Очистить { $count } лога?
   *[many] Очистить { $count } логов?
  }
bot-disk-ask = { $count ->
    [one] Удалить { $count } объект?
    [few] Удалить { $count } объекта?
   *[many] Удалить { $count } объектов?
  }
bot-disk-fact-image = Образ { $name } · { BYTES($bytes) }
bot-disk-fact-container = Контейнер { $name } · { BYTES($bytes) }
bot-disk-fact-volume = Том { $name } · { BYTES($bytes) }
bot-disk-fact-cache = Кэш сборки · { BYTES($bytes) }
bot-disk-fact-rotated-log = Старые файлы лога { $name } · { BYTES($bytes) }
bot-disk-fact-live-log = Текущий файл лога { $name } · { BYTES($bytes) }
bot-disk-fact-own = { $name } · { BYTES($bytes) }
bot-disk-fact-more = { $count ->
    [one] и ещё { $count }; все перечислены в файле ниже
    [few] и ещё { $count }; все перечислены в файле ниже
   *[many] и ещё { $count }; все перечислены в файле ниже
  }
bot-disk-fact-exact = Освободит { BYTES($bytes) } ({ $bytes } байт)
bot-disk-fact-at-least = Освободит не меньше { BYTES($bytes) } ({ $bytes } байт) и слои, общие только для них
bot-disk-fact-shared = Освободит слои, общие только для них; сколько это, будет видно после
bot-disk-fact-left = { $count ->
    [one] { $count } объект поменьше останется на следующий раз
    [few] { $count } объекта поменьше останутся на следующий раз
   *[many] { $count } объектов поменьше останутся на следующий раз
  }
bot-disk-fact-evidence = Сначала сохраню последние 200 строк каждого лога
bot-disk-fact-checked = Прямо перед удалением проверю каждый ещё раз: что уже используется, останется
bot-disk-list = { $count ->
    [one] { $count } объект, { BYTES($bytes) }: вид, байты, имя, id
    [few] { $count } объекта, { BYTES($bytes) }: вид, байты, имя, id
   *[many] { $count } объектов, { BYTES($bytes) }: вид, байты, имя, id
  }
bot-disk-volume-title = Удалить том, в котором { BYTES($bytes) } данных?
bot-disk-volume-how = Отменить это нельзя. Чтобы продолжить, введите имя тома.
bot-disk-volume-typed = имя введено, вопрос ниже
bot-disk-volume-cancelled = остаётся как есть
bot-disk-volume-wrong = Имя не совпало, ничего не сделано. Введите точно { $name } или отмените.
bot-disk-volume-gone = Этого тома больше нет.
bot-disk-volume-kept = { $name } сейчас нужен и остаётся.
bot-disk-limit-title = Чтобы логи { $project } не росли
bot-disk-limit-what = { $count ->
    [one] { $count } сервис пишет лог без ограничения. Этот файл compose его задаёт: три файла по 10 МБ.
    [few] { $count } сервиса пишут логи без ограничения. Этот файл compose его задаёт: по три файла, 10 МБ каждый.
   *[many] { $count } сервисов пишут логи без ограничения. Этот файл compose его задаёт: по три файла, 10 МБ каждый.
  }
bot-disk-limit-how = Положите его рядом с файлом проекта; контейнеры будут пересозданы:
bot-disk-limit-file = Файл для { $project }
bot-disk-limit-none = У всех сервисов этого проекта размер логов уже ограничен.

## backups in the chat: /backup, /restore
bot-command-backup = Бэкапы: сделать, проверить, учебно восстановить: /backup shop
bot-command-restore = Восстановить данные из бэкапа: /restore shop
bot-command-schedule = Что идёт само: бэкапы, проверки, пробные восстановления
bot-backup-ago = { $time } назад
bot-backup-consistency-stopped = сервисы стояли
bot-backup-consistency-paused = сервисы на паузе
bot-backup-consistency-hook = своим дампом
bot-backup-consistency-live = на ходу
bot-backup-short-stopped = стояли
bot-backup-short-paused = пауза
bot-backup-short-hook = дамп
bot-backup-short-live = на ходу
bot-backup-verify-never = не проверен
bot-backup-verify-passed = проверен { $when }
bot-backup-verify-failed = проверку не прошёл { $when }
bot-backup-drill-never = учений не было
bot-backup-drill-passed = учения { $when }
bot-backup-drill-failed = учения провалены { $when }
bot-backup-none = Бэкапов пока нет
bot-backup-none-how = Набор появляется здесь сам для каждого compose-проекта с именованными томами; другие тома и папки называют в vakhta.yaml (backups). Сейчас не видно ни одного.
bot-backup-title = { $count ->
    [one] Бэкапы: { $count } набор, проверен вовремя
    [few] Бэкапы: { $count } набора, все проверены вовремя
   *[other] Бэкапы: { $count } наборов, все проверены вовремя
}
bot-backup-title-wrong = Бэкапы: без свежего проверенного { $wrong } из { $of }
bot-backup-engine-away = Docker Engine не отвечает. На сохранённое посмотреть можно; бэкап и восстановление подождут.
bot-backup-project-gone = проекта уже нет
bot-backup-no-backup = { $volumes ->
    [one] бэкапа ещё нет · { $volumes } том
    [few] бэкапа ещё нет · { $volumes } тома
   *[other] бэкапа ещё нет · { $volumes } томов
}
bot-backup-more-warnings = { $count ->
    [one] … и ещё { $count } предупреждение
    [few] … и ещё { $count } предупреждения
   *[other] … и ещё { $count } предупреждений
}
bot-backup-rate-none = Учений и восстановлений за 90 дней ещё не было
bot-backup-rate = Учения и восстановления за 90 дней: успешно { $passed } из { $of } ({ $rate })
bot-backup-rate-hand = вручную { $passed } из { $of }
bot-backup-set-none = Бэкапа ещё нет. «Сделать бэкап» создаст его, /restore вернёт из него данные.
bot-backup-set-no-good = годного бэкапа нет
bot-backup-count = { $count ->
    [one] { $count } бэкап
    [few] { $count } бэкапа
   *[other] { $count } бэкапов
}
bot-backup-recovery = На учениях поднялось за { $took }
bot-backup-recovery-rto = На учениях поднялось за { $took } (RTO { $rto })
bot-backup-damaged = повреждён
bot-backup-damaged-what = Повреждён: из него никогда не восстанавливают. Что именно не так, скажет проверка.
bot-backup-skipped = { $count ->
    [one] Не берётся: { $count }
   *[other] Не берутся: { $count }
}
bot-backup-button-now = 💾 Сделать бэкап
bot-backup-button-schedule = 🗓 Расписание
bot-backup-button-clean = 🧹 Чистка…
bot-backup-button-verify = ✓ Проверить
bot-backup-button-drill = 🎯 Учения…
bot-backup-button-files = 📂 Файлы
bot-backup-button-restore = ♻️ Восстановить…
bot-backup-button-open = Открыть
bot-backup-button-begin = Начать
bot-backup-button-up = ↑ Выше
bot-backup-button-send = 📤 Прислать файл
bot-backup-button-restore-file = ♻️ Вернуть файл…
bot-backup-button-level-2 = Только данные
bot-backup-button-level-3 = Данные и сервисы
bot-backup-button-import = 📥 Импорт ({ $count })
bot-backup-button-import-now = 📥 Импортировать
bot-backup-button-archives = 📥 Архивы
bot-backup-button-all = 💾 Все наборы
bot-backup-imports = { $count ->
    [one] { $count } архив другого скрипта
    [few] { $count } архива другого скрипта
   *[other] { $count } архивов другого скрипта
  }
bot-backup-imports-none = Архивов для импорта нет
bot-backup-imports-how = Архивы скрипта (ИМЯ-ГГГГММДД-ЧЧММСС.tar.gz, рядом .sha256) ищутся здесь: { $folders }. Ещё папки – backups.importFrom в vakhta.yaml.
bot-backup-imports-done = импортирован
bot-backup-import-gone = Этого архива больше нет. /backup import покажет, какие есть.
bot-backup-import-ask = Импортировать { $file }?
bot-backup-import-fact-size = { BYTES($bytes) }: будет прочитан и упакован заново, сам архив останется как есть
bot-backup-import-fact-what = Потом его можно проверить, опробовать на учениях и восстановить, как любой бэкап; чего в нём нет, будет сказано
bot-backup-gone = Этого бэкапа уже нет.
bot-backup-set-gone = Такого набора больше нет, и бэкапов его тоже.
bot-backup-unreadable = Манифест этого бэкапа не читается. Что именно не так, скажет проверка.
bot-backup-unknown = Набора «{ $text }» нет. Есть: { $names }.
bot-backup-unknown-none = Набора «{ $text }» нет, и других тоже: делать бэкап пока не с чего.
bot-backup-nothing = В { $set } нечего сохранять: нет ни тома, ни читаемой конфигурации.
bot-backup-holds = { $count ->
    [one] { BYTES($bytes) } в { $count } томе
   *[other] { BYTES($bytes) } в { $count } томах
}
bot-backup-stored = занимает { BYTES($bytes) }
bot-backup-stood = простой { $time }
bot-backup-stood-not = ничего не останавливалось
bot-backup-origin-safety = 🛟 Отложено восстановлением, прежде чем оно что-то изменило
bot-backup-origin-import = 📥 Из архива другого скрипта
bot-backup-gaps = { $count ->
    [one] ⚠️ Чего в нём нет: { $count }
   *[other] ⚠️ Чего в нём нет: { $count }
}
bot-backup-lost-xattr = расширенные атрибуты, которых API Docker не отдаёт: { $count }
bot-backup-lost-acl = списки доступа (ACL), которых API Docker не отдаёт: { $count }
bot-backup-lost-sparse = разреженные файлы, вернутся в полный размер: { $count }
bot-backup-lost-socket = сокеты, сервис создаст их заново: { $count }
bot-backup-lost-not-looked-at = некому было посмотреть, чего API Docker не отдаёт: { $count }
bot-backup-lost-changed-while-read = файлы, изменившиеся во время чтения: { $count }
bot-backup-lost-vanished-while-read = файлы, исчезнувшие во время чтения: { $count }
bot-backup-lost-shrank-while-read = файлы, укоротившиеся во время чтения: { $count }
bot-backup-lost-old-mtime = времена до 1970 года, вернутся как 1970: { $count }
bot-backup-lost-database-unprotected = базы данных, прочитанные во время записи: { $count }
bot-backup-lost-userns = владельцы отображаются (userns-remap): { $count }
bot-backup-missing-compose = файл compose { $name } не прочитать
bot-backup-missing-env = файл env { $name } не прочитать
bot-backup-missing-volume = тома { $name } в нём нет
bot-backup-missing-image = у образа { $name } нет дайджеста
bot-backup-missing-path = { $name } в нём нет
bot-backup-missing-secrets = секретов { $name } в нём нет
bot-backup-missing-metadata = { $name }: не записано
bot-backup-volumes = { $count ->
    [one] { $count } том
    [few] { $count } тома
   *[other] { $count } томов
}
bot-backup-files = { $count ->
    [one] { $count } файл
    [few] { $count } файла
   *[other] { $count } файлов
}
bot-backup-same = не изменился с прошлого раза
bot-backup-services = { $count ->
    [one] { $count } сервис
    [few] { $count } сервиса
   *[other] { $count } сервисов
}
bot-backup-config = { $count ->
    [one] { $count } файл конфигурации
    [few] { $count } файла конфигурации
   *[other] { $count } файлов конфигурации
}
bot-backup-proofs = Чем доказан: { $count }
bot-backup-proof-verify = проверка
bot-backup-proof-drill = { $level ->
    [3] учения с сервисами
   *[2] учения, только данные
}
bot-backup-proof-restore = восстановление
bot-backup-about = О нём
bot-backup-store-local = в хранилище Vakhta
bot-backup-store-restic = в restic
bot-backup-encrypted = зашифрован
bot-backup-not-encrypted = не зашифрован
bot-backup-extra-hook = вывод хуков
bot-backup-extra-logs = последние логи
bot-backup-extra-git = состояние git
bot-backup-extra-metadata = метаданные
bot-backup-drill-title = Учения: бэкап { $set }, { $when }
bot-backup-drill-what = Он восстанавливается по-настоящему, но рядом: работающее не трогается, после всё убирается.
bot-backup-drill-data = Только данные: во временные тома, сверка файл за файлом
bot-backup-drill-services = Данные и сервисы: затем на них в закрытой сети поднимаются копии { $services }, пока не станут здоровы
bot-backup-drill-no-services = В нём нет сервиса, который можно было бы на нём поднять
bot-backup-browse-title = Бэкап { $set }: какой том?
bot-backup-folder-empty = Папка пуста.
bot-backup-type-folder = папка
bot-backup-type-symlink = символическая ссылка
bot-backup-type-hardlink = второе имя файла (жёсткая ссылка)
bot-backup-type-fifo = именованный канал
bot-backup-type-char = устройство
bot-backup-type-block = устройство
bot-backup-type-file = файл
bot-backup-owner = владелец { $uid }:{ $gid }
bot-backup-changed = изменён
bot-backup-too-large-to-send = Для чата велик: больше 1 МиБ.
bot-backup-sent = из бэкапа { $set },
bot-backup-prune-title = { $count ->
    [one] Чистка { $set }: { $count } уйдёт, освободит { BYTES($bytes) }
   *[other] Чистка { $set }: { $count } уйдут, освободят { BYTES($bytes) }
}
bot-backup-prune-nothing = { $set }: чистить нечего, нужен каждый бэкап.
bot-backup-prune-stays = { $count ->
    [one] { $count } остаётся, и почему
   *[other] { $count } остаются, и почему
}
bot-backup-prune-rule = Хранятся: { $daily } по дням, { $weekly } по неделям, { $monthly } по месяцам; отложенное восстановлениями { DURATION($safety) }.
bot-backup-keep-daily = за свой день
bot-backup-keep-weekly = за свою неделю
bot-backup-keep-monthly = за свой месяц
bot-backup-keep-last-good = последний годный
bot-backup-keep-last-drilled = последний на учениях
bot-backup-keep-in-use = занят сейчас
bot-backup-keep-fresh-safety = отложен недавно
bot-backup-keep-import = импортирован вручную
bot-backup-keep-damaged = повреждён, удаляется только вручную
bot-backup-prune-ask = { $count ->
    [one] Удалить { $count } бэкап { $set }?
    [few] Удалить { $count } бэкапа { $set }?
   *[other] Удалить { $count } бэкапов { $set }?
}
bot-backup-prune-fact = { $id } · { BYTES($bytes) }
bot-backup-prune-frees = Освободит { BYTES($bytes) }; что понадобится к тому времени, останется
bot-backup-prune-warning = Удалённое уже не восстановить.
bot-backup-ask = Сделать бэкап { $set } сейчас?
bot-backup-ask-backup-verify = Проверить бэкап { $set }?
bot-backup-ask-drill = Провести учения на бэкапе { $set }?
bot-backup-ask-restore-dry-run = Пробный прогон восстановления { $set }?
bot-backup-fact-tree = { $name } · { BYTES($bytes) }
bot-backup-fact-tree-unknown = { $name } · размер заранее не известен
bot-backup-fact-more = … и ещё { $count }
bot-backup-fact-config = { $count ->
    [one] { $count } файл конфигурации
    [few] { $count } файла конфигурации
   *[other] { $count } файлов конфигурации
}
bot-backup-fact-runs-on = Ничего не останавливается: читается на ходу
bot-backup-fact-stands = На это время встанут: { $services }
bot-backup-fact-stands-for = Встанут примерно на { $time }: { $services }
bot-backup-fact-took = Займёт около { $time }, как в прошлый раз
bot-backup-fact-free = В хранилище свободно { BYTES($bytes) }
bot-backup-bar-of = { $done } из { $total }
bot-backup-bar-rate = { $rate }/с
bot-backup-bar-left = ещё { $time }
bot-restore-backup-none = Восстанавливать не из чего: бэкапов нет
bot-restore-backup-none-how = Сделать: /backup; ночной делается сам.
bot-restore-backup-whose = Восстановление: чьи данные?
bot-restore-backup-no-good = годного бэкапа нет
bot-restore-backup-set-none = У { $set } нет бэкапов.
bot-restore-backup-which = Восстановить { $set }: из какого бэкапа?
bot-restore-backup-damaged = Повреждён: восстановить из него нельзя.
bot-restore-backup-title = Вернуть { $set } к тому, что было { $when }
bot-restore-backup-not-good = Этот бэкап не прошёл проверку или учения. Лучше возьмите другой.
bot-restore-backup-empty-engine = На этом Engine проекта нет. Выберите и конфигурацию: файлы compose и env вернутся туда, где были.
bot-restore-backup-dry-run-what = Сначала пробный прогон: покажет, что изменится, и ничего не изменит.
bot-restore-backup-nothing-chosen = Ничего не выбрано.
bot-restore-backup-button-config = ⚙️ Конфигурация…
bot-restore-backup-button-files = 📂 Один файл…
bot-restore-backup-button-dry-run = ▶️ Пробный прогон
bot-restore-backup-button-diff = ± { $number }
bot-restore-backup-button-again = 🔄 Прогнать снова
bot-restore-backup-button-other = Выбрать заново
bot-restore-backup-config-title = Файлы конфигурации
bot-restore-backup-config-warning = Старый env вернёт старые секреты: что с тех пор сменили, перестанет работать. Сначала посмотрите ±.
bot-restore-backup-role-compose = compose
bot-restore-backup-role-env = env
bot-restore-backup-role-other = прочее
bot-restore-backup-diff-same = Как сейчас: ничего не изменится.
bot-restore-backup-diff-how = − как сейчас, + как станет. Секреты скрыты.
bot-restore-backup-diff-cut = Остальное опущено.
bot-restore-backup-loss = Записанное с тех пор ({ $time }) пропадёт
bot-restore-backup-stops = На это время встанут: { $services }
bot-restore-backup-stops-for = Встанут примерно на { $time }: { $services }
bot-restore-backup-stops-nothing = Останавливать ничего не нужно
bot-restore-backup-others = Эти тома нужны и другим проектам, они тоже встанут: { $projects }
bot-restore-backup-no-images = На этом Engine нет, а нужны: { $images }
bot-restore-backup-added = +{ $count } { $count ->
    [one] новый
   *[other] новых
}
bot-restore-backup-changed = ~{ $count } { $count ->
    [one] изменённый
   *[other] изменённых
}
bot-restore-backup-deleted = −{ $count } { $count ->
    [one] удалённый
   *[other] удалённых
}
bot-restore-backup-written = запишется { $written }
bot-restore-backup-tree-missing = создаётся заново, { BYTES($bytes) }
bot-restore-backup-tree-same = как в бэкапе, ничего не изменится
bot-restore-backup-config-same = как сейчас
bot-restore-backup-config-changed = изменится
bot-restore-backup-config-missing = запишется заново
bot-restore-backup-config-left = Не выбрано, поэтому останется как сейчас, хотя в бэкапе иначе: { $count ->
    [one] { $count } файл конфигурации
    [few] { $count } файла конфигурации
   *[many] { $count } файлов конфигурации
}
bot-restore-backup-samples = { $count ->
    [one] { $count } файл
    [few] { $count } файла
   *[other] { $count } файлов
}
bot-restore-backup-run-gone = Этот пробный прогон уже забыт. Выберите бэкап в /restore заново.
bot-restore-backup-run-old = С этого прогона данные ушли вперёд: прошло больше 10 минут или уже было восстановление. Прогоните снова.
bot-restore-backup-run-problems = Пробный прогон нашёл препятствие, см. выше.
bot-restore-backup-name-title = Восстановить { $set }?
bot-restore-backup-name-how = Данные будут перезаписаны. Чтобы продолжить, напишите имя набора.
bot-restore-backup-name-typed = имя написано, вопрос ниже
bot-restore-backup-name-cancelled = ничего не восстанавливается
bot-restore-backup-name-wrong = Имя не то, ничего не сделано. Напишите точно { $set } или отмените.
bot-restore-backup-ask = Восстановить { $set } сейчас?
bot-restore-backup-do = Вернуть { $set }
bot-restore-backup-fact-trees = Вернётся точно как было: { $names }
bot-restore-backup-fact-config = Перезапишутся: { $paths }
bot-restore-backup-fact-safety = Сначала отложу то, что есть сейчас; если что-то не выйдет, верну
bot-restore-backup-steps = Его шаги
bot-restore-backup-step-verify = Проверить бэкап
bot-restore-backup-step-stage = Развернуть рядом, сверить
bot-restore-backup-step-hold = Записать, как всё стоит
bot-restore-backup-step-stop = Остановить сервисы
bot-restore-backup-step-safety = Отложить то, что есть
bot-restore-backup-step-apply = Записать данные
bot-restore-backup-step-compare = Сверить с бэкапом
bot-restore-backup-step-config = Записать конфигурацию
bot-restore-backup-step-start = Запустить, дождаться здоровья
bot-restore-backup-step-commit = Закрепить
bot-restore-backup-step-back = Вернуться к старым данным
bot-restore-backup-step-back-stop = Снова остановить сервисы
bot-restore-backup-step-back-apply = Записать старые данные
bot-restore-backup-step-back-config = Вернуть старую конфигурацию
bot-restore-backup-step-back-start = Запустить сервисы
bot-restore-backup-step-back-done = Старые данные на месте
bot-restore-backup-step-release = Вернуть политики перезапуска
bot-restore-backup-step-clean-up = Убрать вспомогательное
bot-restore-backup-step-stuck = Оставлено остановленным для человека
bot-button-free = Удалить { BYTES($bytes) }
bot-button-free-safe = Удалить ✅ { BYTES($bytes) }
bot-button-free-all = Удалить всё { BYTES($bytes) }
bot-button-free-ticked = Удалить ☑ { BYTES($bytes) }
bot-button-remove = Удалить { $count }
bot-button-remove-safe = Удалить ✅ { $count }
bot-button-remove-all = Удалить все { $count }
bot-button-remove-ticked = Удалить ☑ { $count }
bot-button-untick = Снять отметки
bot-button-log-limit = ⚙️ Лимит { $project }

## logs: what the engine of the logs says

logs-gone = контейнера больше нет
logs-dead = Docker удаляет контейнер, его лог уже не прочитать
logs-unreadable-driver = драйвер логов не хранит ничего, что Docker мог бы прочитать (драйвер «none» или такой, который только отсылает логи)
logs-refused = Docker отказался читать лог: { $reason }
logs-cut-off = лог оборвался на середине
logs-bad-regex = Это не регулярное выражение: { $reason }. Напишите /time.*out/ или просто текст без косых черт.
logs-regex-slow = Это регулярное выражение слишком долго работает на таких строках. Упростите его: меньше вложенных «+» и «*», или ищите просто текст.

## backups: проверка и учения

backups-restic-no-repository = По адресу RESTIC_REPOSITORY нет репозитория restic.
backups-restic-wrong-password = RESTIC_PASSWORD не подходит к этому репозиторию. Ничего не изменено.
backups-restic-locked = Репозиторий restic занят другим процессом. Повторите, когда он закончит; блокировку, которую уже никто не держит, снимает «restic unlock».
backups-restic-away = Репозиторий restic недоступен: { $problem }
backups-restic-other = restic сообщает: { $problem }
backups-restic-not-set = Этот бэкап лежит в репозитории restic, а RESTIC_REPOSITORY не задан.
backups-restic-no-engine-space = На диске Docker мало места, чтобы восстановить рядом: свободно { BYTES($free) }, нужно { BYTES($needed) } (/disk).
backups-restic-manifest-not-kept = Манифест есть только в DATA_DIR: положить его ещё и в репозиторий не удалось.
backups-progress-restic = забираю { $name } из репозитория
backups-progress-verify = проверяю { $name }
backups-progress-drill = восстанавливаю { $name } рядом с настоящим и сравниваю
backups-verify-passed = каждый байт на месте, { $trees ->
    [one] { $trees } том
    [few] { $trees } тома
   *[many] { $trees } томов
 }{ $gaps ->
    [0] , конфигурация полная
   *[other] {""}
 }
backups-verify-incomplete = данные целы, а конфигурация неполная: нет { $name }{ $count ->
    [1] {""}
   *[other] {" "}(всего не хватает: { $count })
 }
backups-verify-interrupted = проверка не дошла до конца: что не прочитано, то не проверено
backups-proof-damaged = копия повреждена: { $name }{ $count ->
    [1] {""}
   *[other] {" "}(проблем: { $count })
 }. Восстанавливать из неё я не буду. Возьмите другую и сделайте новую сейчас
backups-proof-unreadable = она зашифрована другой парольной фразой, не той, что настроена. О повреждениях ничего не известно
backups-proof-no-space-scratch = на диске Docker кончилось место, пока { $name } распаковывался рядом с настоящим. Освободите место и повторите
backups-proof-no-space-data = кончилось место на диске самой Vakhta (DATA_DIR). Освободите место и повторите
backups-proof-no-archive = данные { $name } лежат в другом хранилище
backups-proof-torn = Docker оборвал чтение того, что получилось из { $name }
backups-proof-engine = Docker отказал: { $reason }
backups-proof-engine-away = Docker перестал отвечать
backups-proof-left-behind = Что-то от этой попытки могло остаться в Docker; уберу при следующем запуске
backups-proof-gaps = В самой копии отмечено, чего в ней нет: { $names }{ $more ->
    [0] {""}
   *[other] {" "}и ещё { $more }
 }
backups-proof-images-absent = Этих образов в Docker нет, перед восстановлением их надо скачать или собрать: { $names }{ $count ->
    [1] {""}
   *[other] {" "}(всего { $count })
 }
archive-problem-missing-file = { $name }: файла нет
archive-problem-wrong-size = { $name }: размер уже не тот
archive-problem-wrong-sha256 = { $name }: изменился с тех пор, как был сохранён
archive-problem-not-decodable = { $name }: не распаковывается
archive-problem-wrong-passphrase = { $name }: зашифрован другой парольной фразой
archive-problem-no-tar-end = { $name }: обрывается раньше времени
archive-problem-bad-tar = { $name }: это не целый архив
archive-problem-list-differs = { $name }: список не от этого архива
archive-problem-entry-differs = { $name }: уже не тот, что был
archive-problem-entry-missing = { $name }: в архиве нет
archive-problem-entry-extra = { $name }: есть в архиве, а в списке нет
archive-problem-manifest-damaged = { $name }: описание повреждено
archive-problem-config-incomplete = { $name }: в копии нет
archive-problem-more = и ещё { $count }
backups-drill-passed-started = восстановлено рядом с настоящим, все файлы сравнены, { $services } на этих данных работает. Готово за { DURATION($took) } (RTO { DURATION($rto) }), данным { DURATION($age) } (RPO { DURATION($rpo) })
backups-drill-passed-compared = восстановлено рядом с настоящим и сравнено, файлов: { $files }, все совпали. Готово за { DURATION($took) } (RTO { DURATION($rto) }), данным { DURATION($age) } (RPO { DURATION($rpo) })
backups-drill-over-rto = Дольше, чем можно: { DURATION($took) } при цели { DURATION($rto) }
backups-drill-over-rpo = Данные старше, чем можно: { DURATION($age) } при цели { DURATION($rpo) }
backups-drill-interrupted = учение не дошло до конца, это считается провалом. Всё, что оно создало, убирается
backups-drill-differs = { $name } вернулся не таким, каким был: отличий { $count }, первое — { $first }
backups-drill-no-data = восстанавливать нечего: данных в копии нет
backups-drill-too-little-space = на диске Docker свободно { BYTES($free) }, а нужно { BYTES($needed) }. Освободите место и повторите
backups-drill-only-compared = Ни один сервис на этих данных не запущен: они сравнены, но приложение их не читало
backups-drill-no-service = Ни один сервис не подключает тома из этой копии
backups-drill-not-asked = Собственная проверка набора не задана: { $service } в учении не работал
backups-drill-starting = запускаю копию { $service }
backups-drill-waiting = жду, пока копии заработают: { $services }
backups-drill-asking = спрашиваю { $service }
backups-copy-gone = копия { $service } исчезла, пока поднималась
backups-copy-exited = { $service } не работает на восстановленных данных: завершился с кодом { $code }
backups-copy-unhealthy = { $service } на восстановленных данных нездоров
backups-copy-not-in-time = { $service } не поднялся на восстановленных данных за отведённое время
backups-copy-nothing-known = { $service } не запускался: о его контейнере ничего не известно
backups-copy-image-absent = { $service } не запускался: образа { $image } в Docker нет
backups-copy-not-startable = { $service } не запустился: { $reason }
backups-copy-from-backup = { $service } сделан по описанию из копии: его контейнера сейчас нет
backups-copy-other-image = { $service } работал из нынешнего образа, а не из того, что был при копировании
backups-copy-read-only = { $service } мог только читать подключённое с хоста: { $names }{ $more ->
    [0] {""}
   *[other] {" "}и ещё { $more }
 }
backups-copy-without-mounts = { $service } работал без { $names }{ $more ->
    [0] {""}
   *[other] {" "}и ещё { $more }
 }: в учения берётся только то, что лежит в папке проекта
backups-copy-without-network = { $service } работал без сети хоста
backups-copy-without-devices = { $service } работал без устройств хоста
backups-copy-says-nothing = Сбой { $service } ничего не говорит о данных: точную копию сервиса сделать не удалось
backups-copy-env-unknown = { $service } работал без значений { $names }{ $more ->
    [0] {""}
   *[other] {" "}и ещё { $more }
 }: их нет ни в одном файле копии
backups-probe-exit = { $service } работает, но собственная проверка недовольна данными (код { $code })
backups-probe-too-slow = { $service } работает, но на собственную проверку вовремя не ответил
backups-probe-no-address = он работает, но адреса, по которому его спросить, нет
backups-probe-no-answer = { $service } работает, но порт { $port } не отвечает
backups-probe-status = { $service } отвечает { $status }, а ожидалось { $wanted }

## backups: archives of another script
backups-import-name = «{ $file }» – не имя архива, который можно импортировать. Нужно ИМЯ-ГГГГММДД-ЧЧММСС.tar.gz, например codefoundry-20250131-023000.tar.gz.
backups-import-unreadable = «{ $file }» не читается. Проверьте, на месте ли он и может ли «Вахта» его читать.
backups-import-gone = «{ $file }» больше нет в папках для импорта.
backups-import-wrong-sum = «{ $file }» не сходится со своим .sha256: повреждён или это другой файл. Не импортирован.
backups-import-known = «{ $file }» уже импортирован: бэкап { $id } набора { $set }.
backups-import-damaged = «{ $file }» повреждён: это не целый tar.gz. Не импортирован.
backups-import-no-space = В DATA_DIR мало места, чтобы импортировать «{ $file }». Освободите место (/disk) и попробуйте снова.
backups-import-interrupted = Импорт прерван. От него ничего не осталось, можно начать снова.
backups-import-unverified = «{ $file }» импортирован, но бот остановился раньше, чем проверил каждый байт. Запустите проверку.
backups-import-done = Импортировано в { $set }: { $trees ->
    [0] ни одного тома
    [one] { $trees } том
    [few] { $trees } тома
   *[other] { $trees } томов
  }, { BYTES($bytes) }, каждый байт проверен.
backups-import-bad = Импортировано в { $set }, но целым не получилось: восстанавливать из него нельзя.
backups-import-no-sum = Рядом не было .sha256: таким ли он был создан, сказать нельзя.
backups-import-left = { $count ->
    [one] { $count } файл из него не взят: { $names }
    [few] { $count } файла из него не взяты: { $names }
   *[other] { $count } файлов из него не взято: { $names }
  }
backups-import-lacks-volume = { $count ->
    [one] Скрипт не справился с томом: { $names } пуст или отсутствует
    [few] Скрипт не справился с { $count } томами: { $names } пусты или отсутствуют
   *[other] Скрипт не справился с { $count } томами: { $names } пусты или отсутствуют
  }
backups-import-lacks-compose = Файла compose в нём нет: на новом сервере его придётся взять из другого места.
backups-import-lacks-secrets = Файла .env в нём нет: секреты скрипт не сохранял. Храните их отдельно.
backups-import-lacks-image = Образов в нём нет, и какие они были, не записано.
backups-import-lacks-metadata = Нет metadata.txt.
backups-progress-import = читаю { $name }

## backups: the store, what is kept, warnings
backups-passphrase-missing = Этот бэкап зашифрован, а пароль не задан. Укажите в BACKUP_PASSPHRASE тот, с которым он был сделан.
backups-passphrase-wrong = Этот бэкап зашифрован другим паролем. Укажите в BACKUP_PASSPHRASE тот, с которым он был сделан; для новых бэкапов подходит нынешний.
backups-no-such-backup = Такого бэкапа больше нет.
backups-no-such-tree = { $name } нет в этом бэкапе.
backups-no-such-file = { $name } нет среди файлов конфигурации этого бэкапа.
backups-damage-manifest-missing = Нет manifest.json: что лежит в бэкапе, узнать нельзя. Из него не восстанавливаю.
backups-damage-checksum-missing = Нет manifest.json.sha256: верен ли манифест, сказать нельзя. Из него не восстанавливаю.
backups-damage-checksum-damaged = Файл manifest.json.sha256 повреждён. Из этого бэкапа не восстанавливаю.
backups-damage-manifest-differs = manifest.json и manifest.json.sha256 не сходятся: один из них повреждён. Из этого бэкапа не восстанавливаю.
backups-damage-manifest-unreadable = manifest.json не читается, или его записала более новая версия. Из этого бэкапа не восстанавливаю.
backups-damage-manifest-elsewhere = manifest.json в этой папке – от другого бэкапа. Из него не восстанавливаю.
backups-file-too-large = { $name } больше { BYTES($limit) }: для чата слишком велик. Его можно восстановить.
backups-file-of-secrets = { $name } – файл для секретов: в чат не отправляю. Его можно восстановить.
backups-file-holds-secret = В { $name } есть что-то похожее на секрет: в чат не отправляю. Его можно восстановить.
backups-file-packed = { $name } упакован ({ $packed }): есть ли в нём секреты, не видно, поэтому не отправляю. Его можно восстановить.
backups-file-elsewhere = { $name } лежит в другом хранилище, из него отдельные файлы не отправляются.
backups-missed-unanswered = на напоминание никто не ответил
backups-missed-skipped = пропущено: { $reason }
backups-prune-doing = удаляю { $number } из { $of }
backups-prune-done = { $done ->
    [one] Удалён { $done } бэкап
    [few] Удалено { $done } бэкапа
   *[other] Удалено { $done } бэкапов
  }, освобождено { BYTES($bytes) }
backups-prune-nothing = ничего не удалено
backups-prune-interrupted = Меня остановили посередине: удалено { $done } из { $of }, освобождено { BYTES($bytes) }. Остальные целы, их можно удалить ещё раз
backups-prune-cancelled = остановлено человеком: удалено { $done }, освобождено { BYTES($bytes) }
backups-prune-kept-daily = Оставлен { $name }: бэкап этого дня
backups-prune-kept-weekly = Оставлен { $name }: бэкап этой недели
backups-prune-kept-monthly = Оставлен { $name }: бэкап этого месяца
backups-prune-kept-last-good = Оставлен { $name }: последний исправный
backups-prune-kept-last-drilled = Оставлен { $name }: последний, который восстанавливали на пробу
backups-prune-kept-in-use = Оставлен { $name }: с ним работает операция
backups-prune-kept-fresh-safety = Оставлен { $name }: его недавно отложило восстановление
backups-prune-kept-import = Оставлен { $name }: импортирован, удаляется только по имени
backups-prune-kept-damaged = Оставлен { $name }: повреждённые удаляются только вручную
backups-prune-kept-more = и ещё { $count } оставлено
backups-warning-no-verified = { $set }: { $never ->
    [1] проверенных бэкапов ещё не было
   *[0] последнему проверенному бэкапу { DURATION($age) }
  }; должно быть не больше { DURATION($rpo) }
backups-warning-shrank = { $set }: последний бэкап уменьшился с { BYTES($was) } до { BYTES($is) }
backups-warning-drill-failed = { $set }: последние учения по восстановлению не удались
backups-warning-drill-missed = { $set }: учения по восстановлению были назначены и не проведены
backups-warning-store-nearly-full = Хранилище бэкапов почти заполнено: свободно { BYTES($free) } ({ $percent } %), последний бэкап занял { BYTES($last) }
backups-warning-damaged = { $set }: бэкап { $backup } повреждён, из него не восстанавливаю

## Бэкапы: что в них входит и как они делаются

backups-set-gone = Набора { $set } больше нет: ни compose-проекта с томами, ни такого набора в vakhta.yaml.
backups-set-empty = Бэкапить нечего: нет ни тома, ни пути, ни файла конфигурации, который можно прочитать.
backups-no-space = В DATA_DIR мало места: свободно { BYTES($free) }, нужно около { BYTES($needed) }. Освободите место (/disk) или удалите старые бэкапы и повторите.
backups-label-bad = { $service }: метка { $label } непонятна и не учитывается. Ожидается: { $expected }
backups-service-unknown = В vakhta.yaml назван сервис { $service }, у которого нет контейнера
backups-database-unprotected = ⚠️ { $service } — база данных ({ $database }), она пишет во время чтения: копия может быть рваной. Задайте в vakhta.yaml или меткой: stop, pause или дамп в `before`
backups-plan-live = { $name } читается на ходу (работают: { $services }). Чтобы остановить на время: vakhta.backup.during=stop (или pause)
backups-plan-foreign = { $name } подключён и у { $users }, их никто не останавливает: читается на ходу
backups-plan-tight = Может быть тесно: данных { BYTES($bytes) }, свободно { BYTES($free) }
backups-skip-excluded = исключён в настройках
backups-skip-anonymous = без своего имени: если он важен, добавьте в vakhta.yaml
backups-skip-tmpfs = живёт в памяти, хранить нечего
backups-skip-driver = другой драйвер: прочитать не могу
backups-skip-outside-roots = ведёт за пределы backups.roots
backups-skip-unreadable = отсюда не читается
backups-skip-missing = отсутствует
backups-progress-read = читаю { $name }
backups-progress-compare = смотрю { $name } второй раз: в него писали
backups-create-hook = выполняю команду сервиса { $service }
backups-create-pausing = ставлю на паузу { $name }
backups-create-looking = ищу то, чего архив не сохраняет
backups-create-configuration = беру конфигурацию
backups-create-done = прочитано { BYTES($bytes) }, сохранено и проверено { BYTES($stored) } · { $consistency ->
    [stopped] сервисы стояли { DURATION($standstill) }
    [paused] сервисы на паузе { DURATION($standstill) }
    [hook] между своими командами
   *[live] прочитано на ходу
  }
backups-create-shrank = ⚠️ Меньше половины прошлого: { BYTES($bytes) }, было { BYTES($before) }. Проверьте, не пропало ли что-то
backups-create-unchanged = { $count ->
    [one] { $count } том не изменился: хранится один раз
    [few] { $count } тома не изменились: хранятся один раз
   *[other] { $count } томов не изменились: хранятся один раз
  }
backups-create-missing = Не вошло: { $names }
backups-create-pruned = { $count ->
    [one] Удалён { $count } старый бэкап
    [few] Удалено { $count } старых бэкапа
   *[other] Удалено { $count } старых бэкапов
  }, освобождено { BYTES($bytes) }
backups-create-service-down = бэкап сохранён, но { $services } снова не работает
backups-create-gone = { $name } стоял на время бэкапа, и его тем временем удалили
backups-create-not-started = { $name } не запустился снова: { $problem }
backups-create-not-ready = Не стали healthy вовремя, когда запускались остальные: { $services }
backups-create-not-held = { $name } не удалось остановить: { $problem }. Ничего не сохранено
backups-create-auto-remove = Docker удаляет { $name } при остановке (--rm): запустить его снова не выйдет. Возьмите pause или команду.
backups-create-set-changed = Остановится и { $services }, а при вопросе было не так. Спросите ещё раз.
backups-create-hook-failed = команда сервиса { $service } перед бэкапом не удалась ({ $code ->
    [timeout] слишком долго
   *[other] код { $code }
  }). Ничего не сохранено
backups-create-after-failed = Команда сервиса { $service } после бэкапа не удалась ({ $code }): посмотрите, не держит ли он что-нибудь
backups-create-torn = { $name } слишком сильно менялся при чтении, три раза подряд ({ $path }). Остановите его сервисы на время. Ничего не сохранено
backups-create-no-space = хранилище заполнилось. Освободите место (/disk) и повторите. Ничего не сохранено
backups-create-no-space-at = хранилище заполнилось при чтении { $name }. Освободите место (/disk) и повторите. Ничего не сохранено
backups-create-tree-gone = { $name } исчез во время бэкапа. Ничего не сохранено
backups-create-engine-away = Docker пропал ({ $name }). Ничего не сохранено
backups-create-engine = Docker отказал ({ $name }): { $problem }. Ничего не сохранено
backups-create-not-verified = записанное из { $name } не то, что прочитано ({ $problem }): проверьте диск DATA_DIR. Ничего не сохранено
backups-create-not-begun = не начинался: ничего не тронуто
backups-create-interrupted = меня прервали посередине. Ничего не сохранено; всё, что работало, работает
backups-create-interrupted-down = меня прервали посередине. Ничего не сохранено, и { $services } снова не работает
backups-create-cancelled = отменён: ничего не сохранено, ничего не останавливалось
backups-create-cancelled-held = отменён: ничего не сохранено, остановленное снова работает
backups-warn-xattr = { $name }: расширенные атрибуты файлов ({ $count }) не сохраняются ({ $paths })
backups-warn-acl = { $name }: ACL файлов ({ $count }) не сохраняются ({ $paths })
backups-warn-sparse = { $name }: разреженные файлы ({ $count }) при восстановлении займут полный размер ({ $paths })
backups-warn-socket = { $name }: сокеты ({ $count }) не сохраняются, сервисы создают их заново ({ $paths })
backups-warn-not-looked-at = { $name }: не удалось поискать: { $paths }
backups-warn-changed-while-read = { $name }: при чтении изменились файлы, всего { $count } ({ $paths })
backups-warn-vanished-while-read = { $name }: при чтении исчезли файлы, всего { $count } ({ $paths })
backups-warn-shrank-while-read = { $name }: файл уменьшился при чтении, прочитано заново ({ $count })
backups-warn-old-mtime = { $name }: файлы старше 1970 года ({ $count }) теряют время ({ $paths })
backups-warn-database-unprotected = { $name }: база писала во время чтения ({ $paths })
backups-warn-userns = { $name }: Docker подменяет id пользователей; восстанавливайте там же, где так

## Что идёт само

schedule-job-gone = Этого набора больше нет. Что есть, показывает /schedule.
schedule-no-backup = У { $set } ещё нет бэкапа, который можно проверить. Сначала сделайте его: /backup
schedule-reminder-unknown = Об этом пробном восстановлении я больше ничего не знаю.
schedule-reminder-over = На это напоминание уже ответили.
bot-schedule-title = Что делается само
bot-schedule-set = { $set }: что делается само
bot-schedule-empty = Пока ничего: нет ни compose-проекта с именованными томами, ни набора в vakhta.yaml. Как только появится, буду делать бэкап каждую ночь, проверять раз в неделю и пробно восстанавливать раз в месяц. Наборы показывает /backup
bot-schedule-off = В vakhta.yaml всё выключено (`schedules`). Вручную бэкап делает /backup
bot-schedule-gone = Этого набора сейчас нет.
bot-schedule-job-backup = Бэкап
bot-schedule-job-verify = Проверка
bot-schedule-job-drill = Учения
bot-schedule-short-backup = Бэкап
bot-schedule-short-verify = Проверка
bot-schedule-short-drill = Учения
bot-schedule-run = { $name } сейчас
bot-schedule-next = следующий раз
bot-schedule-never-due = не назначено
bot-schedule-paused = на паузе, { $who }
bot-schedule-last = было
bot-schedule-no-last = ещё не было
bot-schedule-result-running = ⏳ идёт
bot-schedule-result-succeeded = ✅
bot-schedule-result-failed = ❌ не удалось
bot-schedule-result-cancelled = ✖️ отменено
bot-schedule-result-interrupted = ❔ прервано
bot-schedule-result-nothing = ▫️ не было бэкапа
bot-schedule-result-asked = 🔔 жду ответа
bot-schedule-result-skipped = ⏭ пропущено
bot-schedule-result-missed = ❌ не проведено
bot-schedule-toast-paused = На паузе
bot-schedule-toast-resumed = Снова идёт по расписанию
bot-drill-title = { $set }: пора провести пробное восстановление
bot-drill-newest = Последний бэкап: { $age }, { $size }
bot-drill-what = Бэкап восстанавливается рядом с настоящими данными, сверяется каждый файл и запускается копия. Работающее не трогаю.
bot-drill-asked = { $asked ->
    [1] Не ответите – спрошу снова
    [2] Спрашиваю второй раз. Не ответите – спрошу ещё один раз
   *[other] Спрашиваю третий раз. Без ответа будет считаться непроведённым
  }
bot-drill-moved = Спрашиваю снова ниже.
bot-drill-postponed = { $who }: завтра. Спрошу снова
bot-drill-running = Идёт, начато: { $who }
bot-drill-done = { $who }:
bot-drill-gone = Проекта больше нет, спрашивать не о чем.
bot-drill-skipped = { $who } пропускает: { $reason }. Считается непроведённым.
bot-drill-missed = Никто не ответил: считается непроведённым. Вручную можно в /backup.
bot-drill-button-run = 🎯 Провести сейчас
bot-drill-button-tomorrow = ⏰ Завтра
bot-drill-button-skip = ⏭ Пропустить
bot-drill-toast-tomorrow = Спрошу завтра в тот же час
bot-drill-over-running = Уже начато: { $who }.
bot-drill-over-done = Это пробное восстановление уже проведено.
bot-drill-over-skipped = Уже пропущено: { $who }.
bot-drill-over-missed = Поздно: уже считается непроведённым. Вручную – в /backup.
bot-drill-skip-title = { $set }: почему пропускаем пробное восстановление?
bot-drill-skip-how = Напишите причину сообщением. Оно будет считаться непроведённым, с этой причиной.
bot-drill-skip-kept = { $set }: пропущено. Спрошу в следующем месяце.
bot-button-backups = 💾 Бэкапы
bot-backup-over-no-verified = { $set }: снова есть проверенный бэкап
bot-backup-over-shrank = { $set }: следующий бэкап больше не уменьшился
bot-backup-over-drill-failed = { $set }: пробное восстановление снова удалось
bot-backup-over-drill-missed = { $set }: непроведённое пробное восстановление наверстали
bot-backup-over-store-nearly-full = В хранилище бэкапов снова есть место
bot-backup-over-damaged = { $set }: повреждённого бэкапа { $backup } больше нет, или он оказался цел

## backups: dry run and restore
backups-progress-restore-look = смотрю, что сейчас в { $name }
backups-progress-restore-verify = проверяю каждый байт бэкапа: { $name }
backups-progress-restore-stage = пробую рядом с настоящими данными: { $name }
backups-progress-restore-safety = откладываю то, что есть сейчас: { $name }
backups-progress-restore-apply = возвращаю { $name }
backups-progress-restore-compare = сверяю { $name } с бэкапом
backups-progress-restore-back = возвращаюсь к старым данным: { $name }
backups-restore-waiting-engine = Docker не отвечает; жду его и потом продолжу
backups-restore-stopping = останавливаю { $services }
backups-restore-starting = запускаю { $services } и жду, пока поднимется
backups-restore-making = создаю заново { $services }
backups-restore-checking = жду проверку { $check }
backups-restore-damaged = бэкап { $backup } повреждён: его описанию нельзя верить, поэтому из него ничего не возвращаю
backups-restore-no-archive = в этом хранилище нет архива { $tree }
backups-restore-not-in-backup = { $name } нет в этом бэкапе
backups-restore-not-emptied = не удалось очистить { $tree }: { $problem }
backups-restore-staged-differs = при пробе { $tree } получился не таким, каким был сохранён ({ $count ->
    [one] { $count } отличие
    [few] { $count } отличия
   *[other] { $count } отличий
  }, первое: { $sample }). Этот бэкап нельзя вернуть как было
backups-restore-differs = { $tree } — не то, что должно было вернуться ({ $count ->
    [one] { $count } отличие
    [few] { $count } отличия
   *[other] { $count } отличий
  }, первое: { $sample })
backups-restore-config-not-written = не удалось записать файл конфигурации: { $problem }
backups-restore-foreign = { $count ->
    [one] { $containers } пользуется этими данными, и останавливать его мне нельзя. Остановите его
   *[other] { $containers } пользуются этими данными, и останавливать их мне нельзя. Остановите их
  } вручную и попробуйте ещё раз
backups-restore-auto-remove = { $count ->
    [one] { $containers } после остановки исчезнет насовсем (запущен с --rm). Остановите его
   *[other] { $containers } после остановки исчезнут насовсем (запущены с --rm). Остановите их
  } вручную и попробуйте ещё раз
backups-restore-self = { $containers } — это сама «Вахта»: она не может вернуть собственные данные, пока работает
backups-restore-joined = { $count ->
    [one] { $containers } тоже пользуется этими данными, а когда вы смотрели, его не было
   *[other] { $containers } тоже пользуются этими данными, а когда вы смотрели, их не было
  }. Сделайте пробный прогон заново
backups-restore-images-missing = { $count ->
    [one] На сервере нет { $count } образа
   *[other] На сервере нет { $count } образов
  }: { $images }
backups-restore-no-compose = здесь нет compose или его файлов: поднимите сервисы { $project } заново через docker compose up -d
backups-restore-no-compose-file = здесь нет { $file }: положите его на место и выполните docker compose up -d для { $project }
backups-restore-compose-failed = docker compose up для { $project } не прошёл: { $problem }
backups-restore-why-gone = { $name } исчез
backups-restore-why-unhealthy = { $name } запустился и сообщает, что нездоров
backups-restore-why-not-in-time = { $name } не поднялся вовремя
backups-restore-why-exited = { $name } сразу после запуска завершился с кодом { $code }
backups-restore-why-not-started = { $name } не удалось запустить: { $problem }
backups-restore-why-check = проверка { $check } не проходит
backups-restore-why-no-space-store = кончилось место для бэкапов
backups-restore-why-no-space-volume = кончилось место там, где лежат данные
backups-restore-why-torn = чтение оборвалось, не дойдя до конца
backups-restore-why-engine = Docker отказал: { $problem }
backups-restore-why-broke = что-то сломалось у меня: { $problem }
backups-restore-why-killed = меня остановили посередине
backups-restore-why-cancelled = восстановление отменили
backups-restore-done = { $name } работает с данными на { $when }. Простой — { DURATION($standstill) }. Записанное с тех пор ({ DURATION($age) }) осталось только в страховочной копии { $safety }
backups-restore-done-files = { $files ->
    [one] Вернул { $files } файл
    [few] Вернул { $files } файла
   *[other] Вернул { $files } файлов
  } { $name } на { $when }; больше ничего не тронуто. Простой — { DURATION($standstill) }. Как было до этого: страховочная копия { $safety }
backups-restore-done-empty = Данные { $name } на { $when } возвращены; до этого данных не было. Записанное после бэкапа ({ DURATION($age) }) потеряно
backups-restore-done-unwell = Данные { $name } на { $when } возвращены, но сервис с ними не поднимается
backups-restore-done-not-up = Данные { $name } на { $when } возвращены. Пропавшие сервисы создать заново не удалось
backups-restore-note-recreate = Файлы конфигурации возвращены: сервис узнает о них только после пересоздания
backups-restore-back = Старые данные { $name } на месте, как были, сервисы работают. Простой — { DURATION($standstill) }
backups-restore-back-unwell = Старые данные { $name } на месте, как были, но сервис не поднимается
backups-restore-not-begun = Ничего не возвращено: данные { $name } не тронуты, сервисы работают. Простой — { DURATION($standstill) }
backups-restore-untouched = Ничего не тронуто: у { $name } старые данные, остановки не было
backups-restore-stuck = { $name } стоит, нужен человек: ни данные бэкапа { $backup }, ни старые данные поставить на место не удалось. Старые данные целы в страховочной копии { $safety }; всё сохранено
backups-restore-cancelled = отменено до того, как что-либо тронуто
backups-restore-cancelled-before = отменено; данные не тронуты, сервисы работают. Простой — { DURATION($standstill) }
backups-restore-cancelled-back = отменено; старые данные на месте, как были, сервисы работают. Простой — { DURATION($standstill) }
backups-restore-dry-run-done = ничего не менялось; вот что сделает восстановление
backups-restore-dry-run-interrupted = Меня остановили во время пробного прогона { $name }; ничего не менялось. Запросите его ещё раз
backups-restore-dry-run-cancelled = пробный прогон отменён
