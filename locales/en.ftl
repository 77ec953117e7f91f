## general

## document
document-left-out = { $count ->
    [one] … { $count } line left out
   *[other] … { $count } lines left out
}
