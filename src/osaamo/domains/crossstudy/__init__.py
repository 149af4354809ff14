"""Study at another institution, and open studies."""
