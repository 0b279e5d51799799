"""The demonstration: fictional landlords, people, facts and referrals on the real communes of the 77.

Nothing here is true but the map: names are those of plants, numbers are the ones reserved for fiction, and every
fictional landlord says so in its name.
"""
