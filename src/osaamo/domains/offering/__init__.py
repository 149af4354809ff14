"""The shared offering: course units of the institutions and their realisations.

Words are those of OOAPI and of the RIPA interface. A course unit's text carries skills; its realisations are the
steps a study path is made of.
"""
