namespace Overblik.Population;

/// <summary>Common names and street names; people are put together from them by chance, so nobody is meant.</summary>
internal static class Words
{
    private static readonly string[] WomenOld = Split("Kirsten Inger Birthe Karen Jytte Lis Bente Hanne Grethe Ruth Else Tove Ulla Aase Ellen Lise Kaja Gerda Edith Anni");
    private static readonly string[] WomenMiddle = Split("Mette Susanne Lone Charlotte Pia Helle Tina Camilla Louise Anne Marianne Heidi Maria Christina Trine Rikke Dorthe Gitte Fatima Zeynep Agnieszka Olga");
    private static readonly string[] WomenYoung = Split("Emma Ida Freja Sofia Alma Clara Laura Anna Ella Nora Mathilde Sara Julie Cecilie Amalie Aya Maryam Liva Agnes Luna Johanne Caroline");
    private static readonly string[] MenOld = Split("Jens Poul Hans Erik Niels Svend Knud Børge Ove Kaj Jørgen Kurt Preben Bent Leif Finn Arne Henning Verner Egon");
    private static readonly string[] MenMiddle = Split("Lars Michael Henrik Thomas Søren Peter Jan Christian Martin Jesper Morten Rasmus Kim Brian Torben Anders Ali Mehmet Piotr Claus Kasper Allan");
    private static readonly string[] MenYoung = Split("William Noah Oscar Lucas Carl Victor Malthe Emil Alfred Oliver August Elias Magnus Frederik Mikkel Yusuf Omar Valdemar Anton Felix Tobias Jonas");

    public static readonly string[] LastNames = Split(
        "Nielsen Jensen Hansen Pedersen Andersen Christensen Larsen Sørensen Rasmussen Jørgensen Petersen Madsen Kristensen Olsen Thomsen Christiansen Poulsen " +
        "Johansen Møller Mortensen Knudsen Dahl Holm Lund Bach Krogh Vestergaard Nørgaard Skov Bjerre Lind Berg Friis Bertelsen Juhl Kjær Toft Winther Brandt " +
        "Østergaard Bruun Dam Mikkelsen Laursen Schmidt Kaya Yilmaz Ahmed Nguyen Kowalska Hussain Ali Iversen Lauridsen Svendsen Eriksen Frandsen Carlsen Vinther Steffensen");

    private static readonly string[] Streets = Split(
        "Nørregade Vestergade Søndergade Østergade Skolegade Kirkevej Møllevej Birkevej Elmevej Lindevej Bakkevej Engvej Skovvej Strandvejen Havnegade Jernbanegade Parkvej " +
        "Rosenvej Tulipanvej Violvej Kløvervej Lærkevej Mågevej Svalevej Egevej Bøgevej Granvej Fyrrevej Højvangen Solbakken Toften Enghaven Åparken Mosevej Stationsvej Fjordvej");

    public static string Street(ref Draw draw) => draw.Pick(Streets);

    public static string FirstName(ref Draw draw, bool female, int year) => draw.Pick((female, year) switch
    {
        (true, < 1960) => WomenOld,
        (true, < 1992) => WomenMiddle,
        (true, _) => WomenYoung,
        (false, < 1960) => MenOld,
        (false, < 1992) => MenMiddle,
        (false, _) => MenYoung,
    });

    private static string[] Split(string words) => words.Split(' ');
}
