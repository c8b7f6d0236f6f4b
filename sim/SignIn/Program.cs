await Overblik.SignIn.SignInApp.Build(args).RunAsync();
