## general
