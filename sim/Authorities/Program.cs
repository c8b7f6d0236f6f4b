await Overblik.Authorities.AuthoritiesApp.Build(args).RunAsync();
