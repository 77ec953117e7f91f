## general

## document
document-left-out = { $count ->
    [one] … ещё { $count } строка не поместилась
    [few] … ещё { $count } строки не поместились
   *[many] … ещё { $count } строк не поместилось
}
