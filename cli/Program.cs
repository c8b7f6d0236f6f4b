return await Overblik.Cli.Verbs.Run(args, Console.Out, Console.Error);
