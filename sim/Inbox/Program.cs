await Overblik.Inbox.InboxApp.Build(args).RunAsync();
