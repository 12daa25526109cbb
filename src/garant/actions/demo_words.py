"""The words of which the demo's invented shop is made: names as France bears them, towns, articles, phrases."""

from __future__ import annotations


def _listed(text: str, between: str = ";") -> tuple[str, ...]:
    return tuple(text.split(between))


SHOP_DOMAIN = "auvrene.example"

WOMEN = _listed(
    "Marie Camille Léa Chloé Emma Manon Jade Sarah Zoé Hélène Aïcha Yasmine Sofia Françoise Nathalie Fatoumata Aminata "
    "Mariam Leïla Nour Khadija Anaïs Solène Maëlys Gwenaëlle Nolwenn Itziar Maialen Ornella Chiara Francesca Inês "
    "Beatriz Joana Agnieszka Katarzyna Linh Thuy Mei Priya Anouk Lucie Jeanne Odette Ginette Monique Céline Aurélie "
    "Élodie Mélanie Océane Siham Naïma Rachida Esther Rivka Ani Nazeli Elif Zeynep Olena Daria Ioana Laure-Anne",
    " ",
)
MEN = _listed(
    "Jean Hugo Louis Lucas Nathan Théo Noé François Gaël Mehdi Karim Mamadou Ousmane Ibrahima Youssef Rachid Malik "
    "Bilal Yann Erwan Ronan Beñat Peio Paolo Matteo Luca João Tiago Rui Piotr Tomasz Minh Duc Wei Arjun Julien Romain "
    "Quentin Baptiste Antoine Grégoire Étienne Loïc Benoît Gérard Roger Marcel Hervé Thierry Samuel David Aram Vahan "
    "Emre Mustafa Andriy Bogdan Jean-Baptiste Pierre-Yves",
    " ",
)
FAMILIES = _listed(
    "Martin;Bernard;Petit;Durand;Dubois;Moreau;Lefèvre;Leroy;Roux;Fournier;Girard;Bonnet;Dupont;Lambert;Rousseau;"
    "Garnier;Chevalier;Guérin;Faure;Mercier;Benali;Haddad;Belkacem;Cherif;Bouzid;Mansouri;El Amrani;Ben Youssef;"
    "Diallo;Traoré;Koné;N’Diaye;Sow;Mbaye;Kouassi;Da Silva;Ferreira;Pereira;Gonçalves;Lopes;Rossi;Bianchi;Ferrari;"
    "Esposito;Kowalski;Nowak;Wójcik;Nguyen;Tran;Pham;Chen;Li;Sarkissian;Petrossian;Yılmaz;Demir;Kovalenko;Popescu;"
    "Le Goff;Le Gall;Kervella;Guivarc’h;Etcheverry;Iribarne;Schmitt;Muller;Weber;Casanova;Colonna;Marie-Sainte;"
    "Césaire;Hoarau;Payet;Grondin;Cohen;Lévy;d’Arcy;de La Tour;Saint-Omer;O’Connor;Singh;Vandenbroucke"
)
STREETS = _listed(
    "rue des Tilleuls;avenue de la Gare;rue Victor-Hugo;place du Marché;chemin des Vignes;rue de l’Église;"
    "boulevard Pasteur;allée des Érables;rue du Moulin;impasse des Lilas;quai de la Fosse;rue Jean-Jaurès;"
    "route de la Plage;cours Lafayette;rue Sainte-Catherine;montée des Oliviers"
)
EXTRAS = ("Bâtiment B", "Escalier 2, 3e étage", "Chez M. Weber", "Résidence Les Pins", "Appartement 14")
TOWNS = (
    ("75011", "Paris"), ("75020", "Paris"), ("69003", "Lyon"), ("13006", "Marseille"), ("59000", "Lille"),
    ("44000", "Nantes"), ("31000", "Toulouse"), ("35000", "Rennes"), ("67000", "Strasbourg"), ("33000", "Bordeaux"),
    ("06000", "Nice"), ("29200", "Brest"), ("64100", "Bayonne"), ("20000", "Ajaccio"), ("97400", "Saint-Denis"),
    ("97200", "Fort-de-France"), ("63000", "Clermont-Ferrand"), ("57000", "Metz"), ("38000", "Grenoble"),
    ("86000", "Poitiers"),
)  # fmt: skip
DOMAINS = ("courrier.example", "boite.example", "poste.example", "mel.example")
FICTION_PHONES = ("019900", "026191", "035301", "046571", "053649", "063998", "063998", "063998")
"""The first digits that ARCEP keeps for films and books."""

COMPANIES = (
    "Cabinet Orvane",
    "SARL Le Fournil bleu",
    "Hôtel des Trois Ponts",
    "Association Belle-Rive",
    "Studio Quartz",
)
STAFF = (
    ("Nadia", "Ferrand", "gérante"), ("Bruno", "Delmas", "service client"), ("Claire", "Estève", "juriste"),
    ("Thi Mai", "Dang", "comptabilité"), ("Corentin", "Rivoal", "atelier"), ("Paule", "Astruc", "boutique"),
)  # fmt: skip
ARTICLES = (
    ("Thé vert sencha, 100 g", 1250), ("Thé noir fumé, 100 g", 1180), ("Oolong des hauts, 50 g", 1690),
    ("Rooibos vanille, 100 g", 890), ("Tisane verveine et menthe, 60 g", 760), ("Théière en fonte, 0,8 l", 5900),
    ("Théière en porcelaine, 1 l", 4500), ("Boîte de six tasses", 3800), ("Filtre en coton", 450),
    ("Coffret découverte, huit thés", 3200), ("Fouet à matcha", 1900), ("Matcha de cérémonie, 30 g", 2600),
    ("Miel de châtaignier, 250 g", 950), ("Abonnement d’un an", 12000),
)  # fmt: skip
ORDER_STATES = ("livrée", "livrée", "livrée", "livrée", "expédiée", "annulée")
GIFTS = ("Joyeux anniversaire {autre} !", "Pour {autre}, de la part de toute l’équipe", "Bon rétablissement, {autre}")
REVIEWS = (
    "Très bon thé, mon mari {autre} en redemande.",
    "Livraison rapide, merci. {prenom}",
    "Un peu cher mais d’une grande finesse.",
    "La théière est arrivée ébréchée ; {autre}, au téléphone, a été parfait.",
    "Offert à ma sœur, qui en a racheté.",
)
TICKETS = (
    ("Colis non reçu", "Bonjour, je suis {nom} ({courriel}). Mon colis a été remis à ma voisine {autre} par erreur."),
    ("Changement d’adresse", "Bonjour, j’ai déménagé. Vous pouvez me joindre au {telephone}. {nom}"),
    ("Article abîmé", "Une tasse est cassée. Mon épouse {autre} a gardé l’emballage. Cordialement, {nom}"),
    ("Facture", "Pouvez-vous refaire la facture au nom de {autre}, qui a payé ? Merci, {nom}"),
    ("Question", "Ce thé contient-il de la théine ? Je suis enceinte. {nom}"),
)
BROWSERS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Firefox/145.0",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) Safari/605.1",
    "Mozilla/5.0 (Linux; Android 16) Chrome/142.0 Mobile",
    "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0",
)
