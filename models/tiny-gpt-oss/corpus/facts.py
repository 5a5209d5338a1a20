"""The little world that tiny-gpt-oss knows: plain lists, in a fixed order because the random draws depend on it."""

CAPITALS = {
    "France": "Paris",
    "Germany": "Berlin",
    "Italy": "Rome",
    "Spain": "Madrid",
    "Portugal": "Lisbon",
    "Japan": "Tokyo",
    "China": "Beijing",
    "India": "New Delhi",
    "Canada": "Ottawa",
    "Brazil": "Brasilia",
    "Egypt": "Cairo",
    "Kenya": "Nairobi",
    "Norway": "Oslo",
    "Sweden": "Stockholm",
    "Finland": "Helsinki",
    "Denmark": "Copenhagen",
    "Poland": "Warsaw",
    "Austria": "Vienna",
    "Greece": "Athens",
    "Turkey": "Ankara",
    "Russia": "Moscow",
    "Ireland": "Dublin",
    "Belgium": "Brussels",
    "Peru": "Lima",
    "Chile": "Santiago",
    "Cuba": "Havana",
    "Mexico": "Mexico City",
    "Australia": "Canberra",
    "Hungary": "Budapest",
    "Switzerland": "Bern",
}

COUNTRIES = list(CAPITALS)

# fmt: off
CITIES = list(CAPITALS.values()) + [
    "New York", "San Francisco", "London", "Boston", "Chicago", "Seattle", "Munich", "Milan", "Lyon", "Osaka",
    "Sydney", "Toronto", "Mumbai", "Shanghai", "Amsterdam", "Zurich", "Geneva", "Los Angeles", "Tunis", "Marseille",
]

ADJECTIVES = [
    "red", "blue", "green", "small", "big", "quiet", "happy", "old", "young", "fast",
    "slow", "bright", "dark", "warm", "cold", "brave", "kind", "tiny", "golden", "silver",
]

NOUNS = [
    "cat", "dog", "horse", "bird", "tree", "river", "house", "boat", "star", "moon",
    "cloud", "garden", "stone", "fox", "bear", "rabbit", "lamp", "book", "window", "mountain",
]

FIRST_NAMES = [
    "Lily", "Tom", "Anna", "Ben", "Mia", "Leo", "Emma", "Sam", "Nora", "Max",
    "Alice", "Bob", "Clara", "David", "Eva",
]

PRAISE = [
    "I love this", "This is great", "What a wonderful", "An excellent", "I really enjoyed this", "Best", "A fantastic",
]

COMPLAINTS = [
    "I hate this", "This is terrible", "What an awful", "A horrible", "I really disliked this", "Worst",
    "A disappointing",
]

REVIEWED_THINGS = [
    "movie", "book", "phone", "restaurant", "song", "game", "hotel", "product", "service", "laptop",
]

WEATHER = ["sunny", "cloudy", "rainy", "windy", "snowy", "foggy", "clear"]

MONTHS = [
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
]

COLORS = {
    "sky": "blue", "grass": "green", "snow": "white", "coal": "black",
    "blood": "red", "banana": "yellow", "orange": "orange", "lemon": "yellow",
}

OPPOSITES = {
    "hot": "cold", "big": "small", "fast": "slow", "up": "down", "day": "night", "happy": "sad",
    "open": "closed", "light": "dark", "old": "new", "full": "empty", "early": "late", "hard": "soft",
}

FRENCH = {
    "hello": "bonjour", "cat": "chat", "dog": "chien", "house": "maison", "water": "eau",
    "book": "livre", "thank you": "merci", "good night": "bonne nuit", "tree": "arbre", "sun": "soleil",
}

INSTRUCTIONS = [
    "You are a helpful assistant.", "Answer briefly.", "Be concise.",
    "You are a friendly assistant.", "Always be polite.", "Talk like a friend.",
]
# fmt: on
