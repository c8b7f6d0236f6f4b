// The marks of the report are not in every console's own encoding.
Console.OutputEncoding = System.Text.Encoding.UTF8;
return await Overblik.Cli.Verbs.Run(args, Console.Out, Console.Error);
